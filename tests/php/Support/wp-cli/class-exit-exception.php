<?php

declare( strict_types=1 );

namespace WP_CLI;

/** Ends the process, with the exit code as its code. */
final class ExitException extends \Exception {}
