/** One way to do the same work. */
export interface Contestant {
  readonly name: string;
  run(round: number): Promise<void>;
}

/** Median times of contestants that took turns, so that what else the machine does falls on all alike. */
export interface Measured {
  readonly name: string;
  /** Milliseconds. */
  readonly median: number;
  /** Median over the rounds of this one's time by the first one's in the same round. */
  readonly ratio: number;
}

/** Runs contestants round by round, A B A B, the order turned every round; the first rounds only warm up. */
export async function measure(contestants: readonly Contestant[], rounds: number, warmup = Math.ceil(rounds / 4)): Promise<readonly Measured[]> {
  const times = contestants.map((): number[] => []);
  for (let round = -warmup; round < rounds; round += 1) {
    const order = [...contestants.keys()];
    if (round % 2 !== 0) order.reverse();
    for (const index of order) {
      const begun = performance.now();
      await contestants[index]?.run(round + warmup);
      if (round >= 0) times[index]?.push(performance.now() - begun);
    }
  }
  const [first = []] = times;
  return contestants.map(({ name }, index) => {
    const own = times[index] ?? [];
    return { name, median: median(own), ratio: median(own.map((time, round) => time / (first[round] ?? time))) };
  });
}

/** The middle of some numbers. */
export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}
