<?php
/**
 * Removes what is the plugin's alone: tables and options. The links in user meta stay, since other plugins read them; so does the note of roles that came from groups, without which nothing could take them back, and the mark of deactivated accounts, without which they would be open again wherever another plugin honours it.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync;

defined( 'WP_UNINSTALL_PLUGIN' ) || exit;

require_once __DIR__ . '/php/autoload.php';

Installer::uninstall();
