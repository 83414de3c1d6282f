<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Support;

/** What wp_die() is in a test. */
final class Wp_Died extends \RuntimeException {}
