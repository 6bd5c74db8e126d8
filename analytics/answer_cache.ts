/** Keeps the answers asked for last. A question asked again while it is being answered is asked once. */
export class AnswerCache<Answer extends { rowCount: number }> {
  readonly #limits: { count: number; rowCount: number };
  readonly #answers = new Map<string, Promise<Answer>>();

  /** @param limits answers kept, and rows of the longest one that is */
  constructor(limits: { count: number; rowCount: number }) {
    this.#limits = limits;
  }

  async get(key: string, ask: () => Promise<Answer>): Promise<Answer> {
    const known = this.#answers.get(key);
    const asked = known ?? ask();
    this.#answers.delete(key);
    this.#answers.set(key, asked);
    this.#forgetOldest();
    try {
      const answer = await asked;
      if (answer.rowCount > this.#limits.rowCount) this.#forget(key, asked);
      return answer;
    } catch (error) {
      this.#forget(key, asked);
      throw error;
    }
  }

  #forgetOldest(): void {
    if (this.#answers.size <= this.#limits.count) return;
    const [oldest] = this.#answers.keys();
    if (oldest !== undefined) this.#answers.delete(oldest);
  }

  #forget(key: string, asked: Promise<Answer>): void {
    if (this.#answers.get(key) === asked) this.#answers.delete(key);
  }
}
