import { type SettingName, settingNames, table } from './table.ts';

/** The text of `.env.example`: shells, compose and `node --env-file` read the same in it. */
export function renderEnvExample(): string {
  const head = [
    '# Every setting of Palier, with its default; what is empty has the default that is told above it.',
    '# Copy this file to .env for docker compose; `npm start` reads the environment and needs none.',
    "# Write a value that has other than letters and digits between ' and '. A secret may lie in a",
    '# file: DATABASE_URL_FILE=/run/secrets/database in place of DATABASE_URL, and so with each.',
  ];
  return `${[...head, ...settingNames.flatMap(blockOf)].join('\n')}\n`;
}

function blockOf(name: SettingName): string[] {
  const { meaning, default: value } = table[name];
  const comment = meaning.split('\n').map((line) => `# ${line}`);
  const isPlain = /^[\w./:-]*$/.test(value);
  return ['', ...comment, `${name}=${isPlain ? value : `'${value}'`}`];
}

// `npm run docs:settings` writes it anew.
if (import.meta.main) process.stdout.write(renderEnvExample());
