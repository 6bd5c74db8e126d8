import type { UiBundle } from './bundle.ts';

/** What the server knows and the browser must not have to ask for. */
export interface PageSettings {
  /** The desk has fixed demo sign-ins: the sign-in page offers them. */
  isDemo: boolean;
  /** Links to sign in are mailed. */
  sendsMail: boolean;
}

/** The one HTML page of the browser app. Nothing in it comes from a request or a person. */
export function indexPage(bundle: UiBundle, { isDemo, sendsMail }: PageSettings): string {
  const preloads = bundle.firstLoad
    .filter((name) => name.endsWith('.js') && name !== bundle.script)
    .map((name) => `<link rel="modulepreload" href="/assets/${name}">`);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="palier-demo" content="${isDemo}">
<meta name="palier-mail" content="${sendsMail}">
<title>Palier</title>
<noscript><meta http-equiv="refresh" content="0; url=?plain"></noscript>
<link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/assets/${bundle.style}">
${preloads.join('\n')}
<script type="module" src="/assets/${bundle.script}"></script>
</head>
<body>
<div id="app"></div>
<noscript><p><a href="/plain">Palier without JavaScript / Palier sans JavaScript</a></p></noscript>
</body>
</html>
`;
}

/** The mark: three landings of a staircase. */
export const iconSvg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">
<rect width="32" height="32" rx="7" fill="#3346b8"/>
<path d="M6 25h7v-6h7v-6h6V8" fill="none" stroke="#fff" stroke-width="3" stroke-linecap="round" stroke-linejoin="round"/>
</svg>
`;
