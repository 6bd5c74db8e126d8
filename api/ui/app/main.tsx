import { render } from 'preact';
import { App } from './app.tsx';
import { loadDeskProfile } from './client/desk_profile.ts';
import { loadSession } from './client/session.ts';
import { speakFirst } from './words/language.ts';

const root = document.getElementById('app');
if (!root) throw new Error('The page has no element #app to draw the desk into');
await speakFirst();
render(<App />, root);
void loadSession();
void loadDeskProfile();
