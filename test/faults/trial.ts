import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect } from "vitest";
import { z } from "zod";
import { bundle, run } from "./process.ts";

/** How a thread ended: what must not depend on where its processes stopped, and what may. */
export interface Ending {
  readonly end: unknown;
  readonly modelCalls?: number;
}

/** A script that works on a thread in a folder, and how another process brings it to its end from wherever it stands. */
export interface Work<End extends Ending> {
  /** A file of this folder; it is told a folder, a moment to die at, and what `args` adds. */
  readonly script: string;
  readonly args?: (seed: number) => readonly string[];
  readonly endOf: (folder: string, seed: number) => Promise<End>;
}

/** A moment at which a process stopped, and the folder as it left it. */
export interface Moment {
  readonly moment: string;
  readonly folder: string;
  readonly seed: number;
}

const toldSchema = z.object({ writes: z.number() });

/** Folders for the tests of a file, gone at its end. */
export function folders(): () => string {
  const made: string[] = [];
  afterAll(() => made.forEach((folder) => rmSync(folder, { recursive: true, force: true })));
  return () => {
    const folder = mkdtempSync(join(tmpdir(), "baton-"));
    made.push(folder);
    return folder;
  };
}

/** Works on items, two at a time: a process starts while another works. */
export async function sideBySide<Item, Result>(items: readonly Item[], work: (item: Item) => Promise<Result>): Promise<readonly Result[]> {
  const results: Result[] = [];
  const queue = items.entries();
  const worker = async (): Promise<void> => {
    for (const [index, item] of queue) results[index] = await work(item);
  };
  await Promise.all([worker(), worker()]);
  return results;
}

/** Tries a script whose process is killed. */
export function trial<End extends Ending>({ script, args = () => [], endOf }: Work<End>) {
  const newFolder = folders();
  let bundled = "";
  beforeAll(async () => {
    bundled = await bundle(script, newFolder());
  });
  const work = async (folder: string, moment: string, seed = 0, ...more: readonly string[]) => await run(bundled, [folder, moment, ...args(seed), ...more]);
  return {
    newFolder,
    /** Has a process work in a folder, to its end or to the moment at which it dies. */
    work,
    /** What nobody disturbs: its end, how often it wrote, and its folder. */
    undisturbed: async () => {
      const folder = newFolder();
      const { printed } = await work(folder, "nowhere");
      return { ...toldSchema.parse(JSON.parse(printed)), folder, ...(await endOf(folder, 0)) };
    },
    /** What a kill at any moment of its work would leave, each in a folder. Only a process that runs on can tell them all. */
    all: async (seed = 0): Promise<readonly Moment[]> => {
      const into = newFolder();
      await work(newFolder(), `all ${into}`, seed);
      return readdirSync(into).map((moment) => ({ moment, folder: join(into, moment), seed }));
    },
    /** What kills leave. */
    killed: async (moments: readonly string[]): Promise<readonly Moment[]> =>
      await sideBySide([...moments.entries()], async ([seed, moment]) => {
        const folder = newFolder();
        const { signal } = await work(folder, moment, seed);
        expect({ moment, signal }).toEqual({ moment, signal: "SIGKILL" });
        return { moment, folder, seed };
      }),
    /** Goes on from each of the moments; gives those that end differently. One model call may be lost with the process that made it. */
    different: async (moments: readonly Moment[], expected: Ending) => {
      const different: { moment: string; seed: number; came: End | string }[] = [];
      for (const { moment, folder, seed } of moments) {
        const came = await endOf(folder, seed).catch(String);
        const same = typeof came !== "string" && JSON.stringify(came.end) === JSON.stringify(expected.end);
        if (!same || (came.modelCalls ?? 0) > (expected.modelCalls ?? 0) + 1) different.push({ moment, seed, came });
      }
      return different;
    },
  };
}
