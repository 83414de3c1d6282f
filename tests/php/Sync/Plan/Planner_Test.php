<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Sync\Plan;

use PHPUnit\Framework\TestCase;
use WPO365\User_Sync\Accounts\Account;
use WPO365\User_Sync\Accounts\Field_Map;
use WPO365\User_Sync\Directory\Directory_User;
use WPO365\User_Sync\Settings\Schema;
use WPO365\User_Sync\Sync\Matching\Findings;
use WPO365\User_Sync\Sync\Matching\Match_Step;
use WPO365\User_Sync\Sync\Plan\Field_Policy;
use WPO365\User_Sync\Sync\Plan\Planner;
use WPO365\User_Sync\Sync\Plan\Role_Change;
use WPO365\User_Sync\Sync\Plan\Role_Policy;
use WPO365\User_Sync\Sync\Plan\Verdict;

/**
 * From what was found to a decision: no database, no clock.
 */
final class Planner_Test extends TestCase {

	private const ID   = 'aaaaaaaa-0000-4000-8000-000000000001';
	private const UPN  = 'ada.one@lakeside.example';
	private const MAIL = 'ada@lakeside.example';

	/**
	 * @dataProvider findings
	 *
	 * @param array<string, mixed> $found    Of the Matching.
	 * @param int|null             $account  Account that it is about.
	 * @param int[]                $named    Accounts that are named.
	 * @param int[]                $carriers Accounts that lose the UPN.
	 */
	public function test_plan( array $found, Verdict $verdict, ?int $account, array $named, array $carriers, string $reason ): void {
		$decision = $this->planner()->plan( self::matching( $found ) );

		self::assertSame( $verdict, $decision->verdict, $decision->reason );
		self::assertSame( array( $account, $named, $carriers ), array( $decision->account?->id, $decision->named, $decision->carriers ) );
		self::assertStringContainsString( $reason, $decision->reason );
	}

	public static function findings(): array {
		$linked = self::account( 5, object_id: self::ID );
		$one    = self::account( 7 );
		$two    = self::account( 8 );
		return array(
			'nobody'                          => array( array(), Verdict::Create, null, array(), array(), '' ),
			'nobody, and enabled is unknown'  => array( array( 'person' => self::person( enabled: null ) ), Verdict::Create, null, array(), array(), '' ),
			'nobody, and disabled'            => array( array( 'person' => self::person( enabled: false ) ), Verdict::Disabled, null, array(), array(), 'disabled' ),
			'linked'                          => array( array( 'linked' => array( $linked ) ), Verdict::Matched, 5, array(), array(), 'Linked by object ID' ),
			'linked, and disabled'            => array( array( 'linked' => array( $linked ), 'person' => self::person( enabled: false ) ), Verdict::Matched, 5, array(), array(), 'Linked' ),
			'linked, and names of others'     => array( array( 'linked' => array( $linked ), 'candidates' => array( 7 => $one, 8 => $two ) ), Verdict::Matched, 5, array(), array(), 'Linked' ),
			'linked, and others carry the UPN' => array( array( 'linked' => array( $linked ), 'carriers' => array( 5, 9 ) ), Verdict::Matched, 5, array(), array( 9 ), 'Linked' ),
			'linked twice'                    => array( array( 'linked' => array( $linked, self::account( 6, object_id: self::ID ) ), 'carriers' => array( 5, 6, 9 ) ), Verdict::Conflict, null, array( 5, 6 ), array( 9 ), 'Several WordPress users' ),
			'one by name'                     => array( array( 'candidates' => array( 7 => $one ), 'carriers' => array( 9 ) ), Verdict::Claim, 7, array( 7 ), array(), 'user principal name' ),
			'one by name, and disabled'       => array( array( 'candidates' => array( 7 => $one ), 'person' => self::person( enabled: false ) ), Verdict::Claim, 7, array( 7 ), array(), '' ),
			'two by name'                     => array( array( 'candidates' => array( 7 => $one, 8 => $two ), 'carriers' => array( 7, 9 ) ), Verdict::Conflict, null, array( 7, 8 ), array( 9 ), 'WordPress users: 7 (login7, x@example.org, subscriber); 8 (login8' ),
			'nobody, and others carry the UPN' => array( array( 'carriers' => array( 9 ) ), Verdict::Create, null, array(), array( 9 ), '' ),
			'the login is taken'              => array( array( 'login_holder' => 9, 'carriers' => array( 9 ) ), Verdict::Uncreatable, null, array(), array( 9 ), 'belongs to WordPress user 9' ),
			'the e-mail is taken'             => array( array( 'email_holders' => array( 9 ) ), Verdict::Uncreatable, null, array(), array(), 'e-mail address ' . self::MAIL . ' belongs to WordPress user 9' ),
			'no login'                        => array( array( 'person' => self::person( upn: '' ) ), Verdict::Uncreatable, null, array(), array(), 'username' ),
			'a login of 60'                   => array( array( 'person' => self::person( upn: str_repeat( 'u', 60 ) ) ), Verdict::Create, null, array(), array(), '' ),
			'a login of 61'                   => array( array( 'person' => self::person( upn: str_repeat( 'u', 61 ) ) ), Verdict::Uncreatable, null, array(), array(), '60 characters' ),
			'a name of 250'                   => array( array( 'person' => self::person( display_name: str_repeat( 'ü', 250 ) ) ), Verdict::Create, null, array(), array(), '' ),
			'a name of 251'                   => array( array( 'person' => self::person( display_name: str_repeat( 'ü', 251 ) ) ), Verdict::Uncreatable, null, array(), array(), '250 characters' ),
			'an e-mail of 101'                => array( array( 'person' => self::person( mail: str_repeat( 'm', 84 ) . '@lakeside.example' ) ), Verdict::Uncreatable, null, array(), array(), '100 characters' ),
			'an e-mail that is changed'       => array( array( 'person' => self::person( mail: 'ädä@lakeside.example' ) ), Verdict::Uncreatable, null, array(), array(), 'somebody else’s' ),
			'disabled, and not to be created' => array( array( 'person' => self::person( enabled: false ), 'login_holder' => 9 ), Verdict::Disabled, null, array(), array(), 'disabled' ),
		);
	}

	/**
	 * @dataProvider first_links
	 *
	 * @param array<string, mixed> $with What is special: contested, privileged, confirm, admins, mail.
	 */
	public function test_first_link( Verdict $verdict, string $reason, string $email, array $with = array() ): void {
		$with   += array( 'contested' => false, 'privileged' => false, 'confirm' => false, 'admins' => false, 'mail' => self::MAIL );
		$account = self::account( 7, email: $email );
		$found   = self::matching( array( 'person' => self::person( mail: $with['mail'] ), 'candidates' => array( 7 => $account ), 'carriers' => array( 7, 9 ) ) );

		$decision = $this->planner( $with['privileged'] ? array( 7 ) : array(), $with['confirm'], $with['admins'] )->first_link( $found, $account, $with['contested'] );

		self::assertSame( array( $verdict, 7, array( 9 ) ), array( $decision->verdict, $decision->account?->id, $decision->carriers ), $decision->reason );
		self::assertStringContainsString( $reason, $decision->reason );
		self::assertSame( Verdict::Conflict === $verdict ? array( 7 ) : array(), $decision->named );
	}

	public static function first_links(): array {
		return array(
			'the e-mail is the mail'             => array( Verdict::Matched, 'user principal name', self::MAIL ),
			'the e-mail is the UPN'              => array( Verdict::Matched, '', self::UPN ),
			'in capitals'                        => array( Verdict::Matched, '', strtoupper( self::MAIL ) ),
			'another e-mail'                     => array( Verdict::Conflict, 'Only the username', 'x@example.org' ),
			'no e-mail'                          => array( Verdict::Conflict, 'Only the username', '' ),
			'no e-mail on either side'           => array( Verdict::Conflict, 'Only the username', '', array( 'mail' => null ) ),
			'contested'                          => array( Verdict::Conflict, 'Several directory users', self::MAIL, array( 'contested' => true ) ),
			'privileged'                         => array( Verdict::Conflict, 'may manage the site', self::MAIL, array( 'privileged' => true ) ),
			'privileged, though administrators are updated' => array( Verdict::Conflict, 'may manage the site', self::MAIL, array( 'privileged' => true, 'admins' => true ) ),
			'confirm'                            => array( Verdict::Conflict, 'settings leave', self::MAIL, array( 'confirm' => true ) ),
		);
	}

	/**
	 * @dataProvider values
	 *
	 * @param array<string, string|null>                           $person  What differs from the account: given, surname, display_name, mail.
	 * @param list<array{field: string, from: string, to: string}> $changes Changes.
	 * @param array<string, mixed>                                 $with    What is special: privileged, admins, holder.
	 */
	public function test_changes_of_a_matched_account( array $person, array $changes, string $reason = '', array $with = array() ): void {
		$with   += array( 'privileged' => false, 'admins' => false, 'holder' => 0 );
		$account = self::account( 7, email: self::MAIL, object_id: self::ID );
		$found   = self::matching( array( 'person' => self::person( ...$person ), 'linked' => array( $account ), 'mail_holders' => array_filter( array( 7, $with['holder'] ) ) ) );

		$decision = $this->planner( $with['privileged'] ? array( 7 ) : array(), false, $with['admins'] )->plan( $found );

		self::assertSame( $changes, $decision->all_changes() );
		self::assertStringContainsString( $reason, $decision->explanation() );
	}

	public static function values(): array {
		$change = static fn( string $field, string $from, string $to ): array => array( compact( 'field', 'from', 'to' ) );
		$email  = $change( 'user_email', self::MAIL, 'new@lakeside.example' );
		return array(
			'nothing'                         => array( array(), array() ),
			'the first name'                  => array( array( 'given' => 'Eda' ), $change( 'first_name', 'Ada', 'Eda' ) ),
			'the last name'                   => array( array( 'surname' => 'Two' ), $change( 'last_name', 'One', 'Two' ) ),
			'the display name'                => array( array( 'display_name' => 'A. One' ), $change( 'display_name', 'Ada One', 'A. One' ) ),
			'as WordPress writes it'          => array( array( 'surname' => 'One & Two' ), $change( 'last_name', 'One', 'One &amp; Two' ) ),
			'a first name that is gone stays' => array( array( 'given' => null ), array() ),
			'a display name that is gone stays' => array( array( 'display_name' => null ), array() ),
			'a display name of 251'           => array( array( 'display_name' => str_repeat( 'n', 251 ) ), array(), '250 characters' ),
			'a display name of 251 for WordPress' => array( array( 'display_name' => str_repeat( '&', 51 ) ), array(), '250 characters' ),
			'the e-mail'                      => array( array( 'mail' => 'new@lakeside.example' ), $email ),
			'the e-mail in capitals'          => array( array( 'mail' => strtoupper( self::MAIL ) ), array() ),
			'an e-mail that is gone stays'    => array( array( 'mail' => null ), array() ),
			'an e-mail that is taken'         => array( array( 'mail' => 'new@lakeside.example' ), array(), 'WordPress user 9', array( 'holder' => 9 ) ),
			'an e-mail that is changed'       => array( array( 'mail' => 'néw@lakeside.example' ), array(), 'old one stays' ),
			'an administrator’s e-mail'       => array( array( 'mail' => 'new@lakeside.example' ), array(), 'administrator', array( 'privileged' => true ) ),
			'an administrator’s e-mail, setting on' => array( array( 'mail' => 'new@lakeside.example' ), $email, '', array( 'privileged' => true, 'admins' => true ) ),
			'an administrator’s name'         => array( array( 'given' => 'Eda' ), $change( 'first_name', 'Ada', 'Eda' ), '', array( 'privileged' => true ) ),
		);
	}

	/**
	 * @param int[] $privileged Accounts.
	 */
	private function planner( array $privileged = array(), bool $confirm = false, bool $admins = false ): Planner {
		return new Planner(
			static fn( int $id ): bool => in_array( $id, $privileged, true ),
			$confirm,
			$admins,
			static fn( Account $account, Role_Change $change ): Role_Change => $change,
			new Field_Policy( Schema::defaults()['core_fields'], new Field_Map( array(), static fn(): array => array() ) ),
			new Role_Policy( 'managed', 'subscriber', true, array(), array( 'subscriber' ) )
		);
	}

	/**
	 * @param array<string, mixed> $found What was found.
	 */
	private static function matching( array $found ): Findings {
		$candidates = $found['candidates'] ?? array();
		return new Findings(
			...( $found + array(
				'person'        => self::person(),
				'linked'        => array(),
				'steps'         => array_map( static fn(): Match_Step => Match_Step::Login, $candidates ),
				'candidates'    => array(),
				'login_holder'  => 0,
				'email_holders' => array(),
				'mail_holders'  => array(),
				'carriers'      => array(),
			) )
		);
	}

	private static function person( string $upn = self::UPN, ?string $mail = self::MAIL, ?string $display_name = 'Ada One', ?string $given = 'Ada', ?string $surname = 'One', ?bool $enabled = true ): Directory_User {
		return new Directory_User( self::ID, $upn, $mail, $display_name, $given, $surname, $enabled, 'Member', array() );
	}

	private static function account( int $id, string $email = 'x@example.org', string $object_id = '' ): Account {
		return new Account( $id, "login{$id}", $email, 'Ada One', 'Ada', 'One', '2020-01-01 00:00:00', $object_id, '', '', array( 'subscriber' ), array() );
	}
}
