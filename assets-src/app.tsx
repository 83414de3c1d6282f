import { HistorySection } from './components/history-section';
import { ResultsSection } from './components/results-section';
import { SetupNotices } from './components/setup-notices';
import { SyncSection } from './components/sync-section';
import { usePlace } from './components/use-place';

/** The page below its heading. */
export function App() {
	const [ place, open ] = usePlace();

	return (
		<div className="wpo365-page">
			<SetupNotices />
			<SyncSection onOpen={ open } />
			<ResultsSection place={ place } onOpen={ open } />
			<HistorySection />
		</div>
	);
}
