import { Button, Modal } from '@wordpress/components';
import { __ } from '@wordpress/i18n';
import type { FormEvent, ReactNode } from 'react';

interface Props {
	title: string;
	/** The word on the button that does it. */
	confirm: string;
	isDestructive?: boolean;
	isBusy?: boolean;
	/** False until what the dialog asks for is there. */
	isReady?: boolean;
	onConfirm: () => void;
	onCancel: () => void;
	children: ReactNode;
}

/**
 * Asks before something is done. Enter in a field confirms, Escape cancels.
 *
 * @param props Properties.
 */
export function ConfirmDialog( {
	title,
	confirm,
	isDestructive = false,
	isBusy = false,
	isReady = true,
	onConfirm,
	onCancel,
	children,
}: Props ) {
	const submit = ( event: FormEvent ) => {
		event.preventDefault();
		if ( isReady && ! isBusy ) {
			onConfirm();
		}
	};

	return (
		<Modal
			title={ title }
			size="medium"
			className="wpo365-dialog"
			onRequestClose={ onCancel }
		>
			<form onSubmit={ submit }>
				<div className="wpo365-dialog__text">{ children }</div>
				<div className="wpo365-dialog__buttons">
					<Button
						__next40pxDefaultSize
						variant="tertiary"
						onClick={ onCancel }
					>
						{ __( 'Cancel', 'wpo365-user-sync' ) }
					</Button>
					<Button
						__next40pxDefaultSize
						variant="primary"
						type="submit"
						isDestructive={ isDestructive }
						isBusy={ isBusy }
						disabled={ ! isReady || isBusy }
						accessibleWhenDisabled
					>
						{ confirm }
					</Button>
				</div>
			</form>
		</Modal>
	);
}
