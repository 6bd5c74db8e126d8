// Installs the desk's packages when they are missing or out of date; otherwise does nothing.
// Plain JavaScript without dependencies: it runs before anything is installed, on whatever Node is there.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const heartbeatMs = 10_000;

/** What to do about the failures people meet, by the code npm prints. */
const advices = [
  [
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|network/,
    'The npm registry cannot be reached. Check the network and the proxy, and what\n' +
      '`npm config get registry` says.',
  ],
  [/E401|E403/, 'The npm registry refused the request. Check your sign-in: `npm whoami`.'],
  [/E404|ETARGET/, 'The npm registry does not have a package that package-lock.json names.'],
  [/EINTEGRITY/, 'A package is not the one that package-lock.json names. Run `npm cache verify`.'],
  [/ENOSPC/, 'The disk is full. The packages need 1 GB.'],
  [/EACCES|EPERM|EROFS/, 'This folder cannot be written to. Check whom it belongs to.'],
  [/EUSAGE/, 'package.json and package-lock.json disagree. Run `npm install` and commit both.'],
];

/**
 * @param {string} directory the folder that holds package.json
 * @param {{say?: (line: string) => void, npm?: string[]}} [options] `npm`: how to run npm
 * @returns {Promise<'current' | 'adopted' | 'installed'>}
 */
export async function install(directory, options = {}) {
  const say = options.say ?? ((line) => process.stderr.write(`${line}\n`));
  const lock = readFileSync(path.join(directory, 'package-lock.json'));
  const stampFile = path.join(directory, 'node_modules', '.palier-installed');
  const stamp = createHash('sha256').update(lock).update(process.platform).digest('hex');
  if (readIfThere(stampFile) === stamp) return 'current';

  let outcome = 'adopted';
  const wanted = JSON.parse(lock.toString()).packages;
  if (!isInstalled(directory, wanted)) {
    await runNpmCi(directory, Object.keys(wanted).length - 1, options.npm ?? npmCommand(), say);
    outcome = 'installed';
  }
  writeFileSync(stampFile, stamp);
  return outcome;
}

/** Whether the packages that npm recorded in node_modules are those of the lock file. */
function isInstalled(directory, wanted) {
  const record = readIfThere(path.join(directory, 'node_modules', '.package-lock.json'));
  if (record === undefined) return false;
  const installed = JSON.parse(record).packages;
  return Object.entries(wanted).every(([name, entry]) => {
    if (name === '' || entry.link) return true;
    const found = installed[name];
    if (found === undefined) return entry.optional === true || entry.peer === true;
    return found.version === entry.version && existsSync(path.join(directory, name));
  });
}

function readIfThere(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

function npmCommand() {
  const { npm_execpath: npm } = process.env;
  if (npm?.endsWith('.js')) return [process.execPath, npm];
  return [process.platform === 'win32' ? 'npm.cmd' : 'npm'];
}

async function runNpmCi(directory, packageCount, [command, ...args], say) {
  const startedAt = Date.now();
  const elapsed = () => `${Math.round((Date.now() - startedAt) / 1000)} s`;
  say(`Installing up to ${packageCount} packages with npm (about a minute the first time)`);
  const heartbeat = setInterval(() => say(`  still installing, ${elapsed()}`), heartbeatMs);
  try {
    await run(command, [...args, 'ci', '--no-audit', '--no-fund', '--loglevel=error'], directory);
  } finally {
    clearInterval(heartbeat);
  }
  say(`Installed in ${elapsed()}`);
}

function run(command, args, cwd) {
  return new Promise((resolve, reject) => {
    let output = '';
    const child = spawn(command, args, {
      cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: command.endsWith('.cmd'),
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        output += chunk;
      });
    }
    child.once('error', (error) => reject(new Error(`npm could not be started: ${error.message}`)));
    child.once('close', (code) => {
      if (code === 0) resolve(undefined);
      else reject(new Error(explain(code, output)));
    });
  });
}

function explain(code, output) {
  const lines = output
    .split('\n')
    .filter((line) => line.trim() !== '' && !/^npm error\s+(at |[a-z]+: |[{}])/.test(line))
    .slice(0, 10);
  const advice = advices.find(([pattern]) => pattern.test(output))?.[1];
  return [`npm ci failed (exit code ${code}).`, ...lines.map((line) => `  ${line}`), advice ?? '']
    .join('\n')
    .trimEnd();
}

/**
 * @param {string} directory the folder that holds package.json
 * @param {string} version of the Node that runs this
 * @returns {string | null} what is said where it is older than package.json's engines allow
 */
export function refusalOfNode(directory, version) {
  const { engines, dependencies } = JSON.parse(
    readFileSync(path.join(directory, 'package.json'), 'utf8'),
  );
  const needed = Number.parseInt(engines.node.replace(/^>=/, ''), 10);
  if (Number.parseInt(version, 10) >= needed) return null;
  return `Node ${version} is too old to install Palier: it needs Node ${needed} or later, and brings Node ${dependencies.node}, which it runs on.`;
}

if (process.argv[1] && path.resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const directory = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
  const refusal = refusalOfNode(directory, process.versions.node);
  if (refusal !== null) {
    process.stderr.write(`${refusal}\n`);
    process.exit(1);
  }
  try {
    await install(directory);
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
