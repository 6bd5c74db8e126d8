import { execFile } from 'node:child_process';
import { statfs } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);
const roomyBytes = 8 * 1024 ** 3;

/** A disk of its own for one folder, that can be full. */
export interface Disk {
  readonly folder: string;
  /** Leaves so many bytes free, 0 for a disk on which nothing can be written. */
  fill(freeBytes: number): Promise<void>;
  free(): Promise<void>;
  unmount(): Promise<void>;
}

/**
 * Mounts a file system in memory on an empty folder: it takes as much as is in it. The mount ends
 * with the mount namespace this process runs in.
 */
export async function mountDisk(folder: string): Promise<Disk> {
  const mount = (options: string[]) => run('mount', [...options, folder]);
  await mount(['-t', 'tmpfs', '-o', `size=${roomyBytes},mode=755`, 'palier-faults']);
  const resize = (bytes: number) => mount(['-o', `remount,size=${bytes}`]);
  return {
    folder,
    async fill(freeBytes) {
      const { blocks, bfree, bsize } = await statfs(folder);
      await resize((blocks - bfree) * bsize + freeBytes + bsize).catch(() => {
        // It grew in this moment: then it is as full as it was to be.
        return resize((blocks - bfree) * bsize + freeBytes + 1024 ** 2);
      });
    },
    async free() {
      await resize(roomyBytes);
    },
    async unmount() {
      await run('umount', ['--lazy', folder]);
    },
  };
}

/** Whether this process may mount and sees its mounts alone. */
export const hasOwnMounts = process.env.PALIER_FAULTS_MOUNTS === '1';

/** Runs another command in a mount namespace of its own; undefined where that is not allowed. */
export async function ownMountsCommand(): Promise<string[] | undefined> {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return undefined;
  const command = ['unshare', '--mount', '--propagation', 'private'];
  const [program = '', ...args] = command;
  const works = run(program, [...args, 'true']);
  return works.then(
    () => command,
    () => undefined,
  );
}
