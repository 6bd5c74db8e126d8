/** A Lucide icon by name, as drawn elements: see `icon_plugin.ts`. */
declare module 'icon:*' {
  const drawing: import('./icon.tsx').Drawing;
  export default drawing;
}
