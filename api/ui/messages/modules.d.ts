/** What is said beyond the first view: see `messages_plugin.ts`. */
declare module '*.json?later' {
  const words: Readonly<Record<string, string>>;
  export default words;
}
