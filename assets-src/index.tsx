import domReady from '@wordpress/dom-ready';
import { register } from '@wordpress/data';
import { createRoot } from '@wordpress/element';

import { App } from './app';
import { store } from './store/page-store';

import './index.scss';

domReady( () => {
	const root = document.getElementById( 'wpo365-user-sync' );
	if ( root ) {
		register( store );
		createRoot( root ).render( <App /> );
	}
} );
