import { useRef, useState } from '@wordpress/element';
import { getQueryArg } from '@wordpress/url';

import { ConnectionSection } from './components/connection/connection-section';
import { HistorySection } from './components/history/history-section';
import { PersonSection } from './components/person/person-section';
import { ResultsSection } from './components/results/results-section';
import type { WantedSection } from './components/settings/settings-form';
import { SettingsSection } from './components/settings/settings-section';
import { SetupNotices } from './components/connection/setup-notices';
import { SiteNotice } from './components/connection/site-notice';
import { SyncSection } from './components/run/sync-section';
import { usePlace } from './components/common/use-place';

/** The page below its heading. */
export function App() {
	const [ place, open ] = usePlace();
	// The way back from a sign-in leads to the settings.
	const [ isUnfolded, setIsUnfolded ] = useState(
		() => getQueryArg( window.location.href, 'tab' ) === 'settings'
	);
	const [ wanted, setWanted ] = useState< WantedSection | null >( null );
	const settings = useRef< HTMLButtonElement >( null );
	const openSettings = () => {
		setIsUnfolded( true );
		settings.current?.focus();
	};
	const openSection = ( name: string ) => {
		setIsUnfolded( true );
		setWanted( { name } );
	};

	return (
		<div className="wpo365-page">
			<SetupNotices onSettings={ openSettings } />
			<SiteNotice />
			<SyncSection onOpen={ open } onSettings={ openSection } />
			<ResultsSection place={ place } onOpen={ open } />
			<PersonSection />
			<HistorySection />
			<ConnectionSection />
			<SettingsSection
				ref={ settings }
				isUnfolded={ isUnfolded }
				wanted={ wanted }
				onToggle={ setIsUnfolded }
			/>
		</div>
	);
}
