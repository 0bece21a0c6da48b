import { styleText } from "node:util";

/** Meanings that text may carry besides its words; colours only repeat them. */
export type Tone = "strong" | "quiet" | "good" | "bad" | "wait" | "link";

/** Colours a text, where its stream shows colours. */
export type Paint = (tone: Tone, text: string) => string;

const styles = { strong: "bold", quiet: "dim", good: "green", bad: "red", wait: "yellow", link: "cyan" } as const;

/** What the command line talks to. */
export interface Io {
  /** Writes lines of the result to standard output. */
  out(text: string): void;
  /** Writes lines about the work to standard error. */
  err(text: string): void;
  /** Writes without a line's end to standard error: a line that is drawn anew. */
  draw(text: string): void;
  readonly paint: Paint;
  readonly paintErr: Paint;
  /** True where a person can be asked. */
  readonly interactive: boolean;
  /** True where progress can be shown. */
  readonly live: boolean;
  /** True where each step is told even without a terminal. */
  readonly tells?: boolean;
  /** Columns of the terminal. */
  readonly width: number;
  readonly env: NodeJS.ProcessEnv;
  now(): number;
  /** Everything on standard input. @throws where it is a terminal: nobody would know what to type. */
  stdin(): Promise<Uint8Array>;
}

/** The process's own streams. */
export function processIo(): Io {
  const { stdin, stdout, stderr, env } = process;
  for (const stream of [stdout, stderr]) {
    stream.on("error", quietPipe);
    // A terminal that does not know its size says 0, and questions would be laid out in columns of one letter.
    if (stream.isTTY && stream.columns === 0) Object.assign(stream, { columns: 80, rows: 24 });
  }
  const paint =
    (stream: NodeJS.WriteStream): Paint =>
    (tone, text) =>
      styleText(styles[tone], text, { stream });
  return {
    out: (text) => void stdout.write(`${text}\n`),
    err: (text) => void stderr.write(`${text}\n`),
    draw: (text) => void stderr.write(text),
    paint: paint(stdout),
    paintErr: paint(stderr),
    interactive: stdin.isTTY && stdout.isTTY && stderr.isTTY && env["TERM"] !== "dumb",
    live: stderr.isTTY && env["TERM"] !== "dumb",
    width: Math.min(Math.max(stdout.columns ?? 120, 60), 120),
    env,
    now: Date.now,
    stdin: async () => {
      const chunks: Uint8Array[] = [];
      for await (const chunk of stdin) chunks.push(typeof chunk === "string" ? Buffer.from(chunk) : chunk);
      return Buffer.concat(chunks);
    },
  };
}

/** Whoever reads the output has seen enough: no reason to complain. */
function quietPipe(error: Error): void {
  if (!("code" in error) || error.code !== "EPIPE") throw error;
}

/** Ends the process once both streams have passed on what was written. */
export async function leave(code: number): Promise<never> {
  await Promise.all([process.stdout, process.stderr].map((stream) => new Promise<void>((resolve) => stream.write("", () => resolve()))));
  process.exit(code);
}
