/** Small choices kept in this browser. Storage can be refused (private windows): then they last
 * as long as the page. */
const fallback = new Map<string, string>();

export function readSetting(name: string): string | null {
  try {
    return localStorage.getItem(`palier.${name}`);
  } catch {
    return fallback.get(name) ?? null;
  }
}

export function writeSetting(name: string, value: string): void {
  try {
    localStorage.setItem(`palier.${name}`, value);
  } catch {
    fallback.set(name, value);
  }
}

export function forgetSetting(name: string): void {
  fallback.delete(name);
  try {
    localStorage.removeItem(`palier.${name}`);
  } catch {
    // Nothing was kept, so nothing needs forgetting.
  }
}

/** Forgets every setting whose name starts so: drafts at sign-out, for one. */
export function forgetSettings(prefix: string): void {
  for (const name of settingNames(prefix)) forgetSetting(name);
}

function settingNames(prefix: string): string[] {
  try {
    return Object.keys(localStorage)
      .filter((key) => key.startsWith(`palier.${prefix}`))
      .map((key) => key.slice('palier.'.length));
  } catch {
    return [...fallback.keys()].filter((key) => key.startsWith(prefix));
  }
}
