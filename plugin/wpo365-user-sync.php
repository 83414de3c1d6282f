<?php
/**
 * Plugin Name:       WPO365 User Sync
 * Description:       Synchronizes the users of a Microsoft 365 / Entra ID (Azure AD) tenant with the users of this site: look first, then create, update and delete with safeguards.
 * Version:           1.0.0
 * Requires at least: 6.8
 * Requires PHP:      8.1
 * Author:            The WPO365 User Sync contributors
 * License:           GPL-2.0-or-later
 * License URI:       https://www.gnu.org/licenses/gpl-2.0.html
 * Text Domain:       wpo365-user-sync
 * Domain Path:       /languages
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync;

defined( 'ABSPATH' ) || exit;

require_once __DIR__ . '/php/autoload.php';

Plugin::boot( __FILE__ );
