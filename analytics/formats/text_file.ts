import { type FileHandle, open } from 'node:fs/promises';

const bufferedCharacters = 1 << 20;

/** A text file written in large pieces. */
export class TextFile {
  readonly #handle: FileHandle;
  #pieces: string[] = [];
  #length = 0;

  private constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  static async create(file: string): Promise<TextFile> {
    return new TextFile(await open(file, 'w', 0o600));
  }

  async write(text: string): Promise<void> {
    this.#pieces.push(text);
    this.#length += text.length;
    if (this.#length >= bufferedCharacters) await this.#flush();
  }

  async close(): Promise<void> {
    await this.#flush();
    await this.#handle.close();
  }

  async #flush(): Promise<void> {
    await this.#handle.write(this.#pieces.join(''));
    this.#pieces = [];
    this.#length = 0;
  }
}
