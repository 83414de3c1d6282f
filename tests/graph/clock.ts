/**
 * The tenant's time, which tests may move: tokens, secrets and waits follow it.
 */
export class Clock {
	private offset = 0;

	/** Tells the time in milliseconds. */
	now(): number {
		return Date.now() + this.offset;
	}

	/**
	 * Moves the time on (or back).
	 *
	 * @param seconds How far.
	 */
	advance( seconds: number ): void {
		this.offset += seconds * 1000;
	}

	/**
	 * Sets the time.
	 *
	 * @param time Milliseconds since 1970.
	 */
	set( time: number ): void {
		this.offset = time - Date.now();
	}

	/** Returns to the machine's time. */
	reset(): void {
		this.offset = 0;
	}

	/** Tells the time as Graph writes it. */
	iso(): string {
		return iso( this.now() );
	}
}

/**
 * Writes a time as Graph does: UTC, whole seconds.
 *
 * @param time Milliseconds since 1970.
 */
export function iso( time: number ): string {
	return new Date( time ).toISOString().replace( /\.\d+Z$/, 'Z' );
}
