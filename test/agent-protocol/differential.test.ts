import { matchesGlob } from "node:path";
import { Client } from "@langchain/langgraph-sdk";
import { beforeAll, describe, expect, test } from "vitest";
import { serve, type ServeOptions } from "../server/serve.ts";
import { type Receiver, startReceiver } from "../webhooks/receiver.ts";
import { inCode, serveInCode } from "./baton.ts";
import { differences, type Listed } from "./differences.ts";
import { startPeer } from "./peer.ts";
import { play } from "./scenario.ts";
import { ofDocuments, scenarios } from "./scenarios.ts";
import { type Difference, differencesOf, normalised, type Transcript } from "./transcript.ts";

type Kind = "code" | "documents";
type Played = ReadonlyMap<string, PromiseSettledResult<Transcript>>;

const names = Object.keys(scenarios);
/** Scenarios that a server plays at once. */
const atOnce = 6;

let there: Played;
const here = new Map<Kind, Played>();

beforeAll(async () => {
  const receivers = await Promise.all([startReceiver(), startReceiver(), startReceiver()]);
  const [ofPeer, ofCode, ofDocument] = receivers;
  const [peer, code, documents] = await Promise.all([startPeer(inCode), serveInCode(telling(ofCode)), serve(telling(ofDocument))]);
  const client = new Client({ apiUrl: peer.url, apiKey: null, callerOptions: { maxRetries: 0 } });
  const played = await Promise.all([
    playAll(names, { client, url: peer.url, receiver: ofPeer }),
    playAll(names, { client: code.client(), url: code.url, receiver: ofCode }),
    playAll(ofDocuments, { client: documents.client(), url: documents.url, receiver: ofDocument }),
  ]);
  there = played[0];
  here.set("code", played[1]).set("documents", played[2]);
  await Promise.all([peer, code, documents, ...receivers].map(async (each) => await each.close()));
}, 300_000);

/** A server whose webhooks may go there. */
function telling({ host }: Receiver): Pick<ServeOptions, "deps"> {
  return {
    deps: { access: { auth: "local", hosts: ["127.0.0.1"], origins: [], webhookHosts: [`http://${host}`] }, webhookSecrets: ["a secret of this test's own"] },
  };
}

async function playAll(which: readonly string[], stage: Parameters<typeof play>[1]): Promise<Played> {
  const results = new Map<string, PromiseSettledResult<Transcript>>();
  const left = [...which];
  const playSome = async (): Promise<void> => {
    for (let name = left.shift(); name !== undefined; name = left.shift()) {
      const scenario = scenarios[name];
      if (scenario === undefined) throw new Error(`There is no scenario ${name}.`);
      const [result] = await Promise.allSettled([play(scenario, stage)]);
      results.set(name, result);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, playSome));
  return results;
}

function listedFor(kind: Kind): readonly Listed[] {
  return differences.filter(({ of = kind }) => of === kind);
}

function isAt(at: string, { at: places }: Listed): boolean {
  return places.some((place) => matchesGlob(at, place) || matchesGlob(at, `${place}/**`));
}

function found(kind: Kind, name: string): readonly Difference[] {
  const [theirs, ours] = [there.get(name), here.get(kind)?.get(name)];
  if (theirs?.status !== "fulfilled") throw theirs?.reason;
  if (ours?.status !== "fulfilled") throw ours?.reason;
  const listed = listedFor(kind);
  const shown = (transcript: Transcript): unknown => normalised(transcript, name, (at) => listed.some((each) => isAt(at, each)));
  return differencesOf(shown(theirs.value), shown(ours.value), name);
}

describe.each([
  ["code", names],
  ["documents", ofDocuments],
] as const)("Baton with graphs as %s", (kind, played) => {
  test.each(played)("answers as LangGraph's own server does, but for what is listed: %s", (name) => {
    const listed = listedFor(kind);
    expect(found(kind, name).filter(({ at }) => !listed.some((each) => isAt(at, each)))).toEqual([]);
  });

  test("differs in everything that is listed", () => {
    const all = played.flatMap((name) => found(kind, name));
    const idle = listedFor(kind).flatMap((each) => each.at.filter((place) => !all.some(({ at }) => isAt(at, { ...each, at: [place] }))));
    expect(idle).toEqual([]);
  });
});
