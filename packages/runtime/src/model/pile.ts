import type { ChatGenerationChunk } from "@langchain/core/outputs";

/** Pieces joined two and two, then four and four: each is copied as often as the pile can be halved, and few are kept. */
export class Pile {
  readonly #parts: { readonly rank: number; readonly chunk: ChatGenerationChunk }[] = [];

  add(chunk: ChatGenerationChunk): void {
    let part = { rank: 0, chunk };
    for (let last = this.#parts.at(-1); last?.rank === part.rank; last = this.#parts.at(-1)) {
      this.#parts.pop();
      part = { rank: part.rank + 1, chunk: last.chunk.concat(part.chunk) };
    }
    this.#parts.push(part);
  }

  joined(): ChatGenerationChunk | undefined {
    return this.#parts
      .map(({ chunk }) => chunk)
      .reduceRight<ChatGenerationChunk | undefined>((later, chunk) => (later === undefined ? chunk : chunk.concat(later)), undefined);
  }
}
