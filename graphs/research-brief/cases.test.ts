import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { graphFolder, loadHost, manualClock, openBaton, readCases, runCase } from "baton";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";

const here = import.meta.dirname;
const clock = () => manualClock(Date.UTC(2026, 6, 1));

/** Opens the graph offline, works with it, and closes it. */
async function offline<Result>(work: (baton: Awaited<ReturnType<typeof openBaton>>) => Promise<Result>, at = clock(), graph = here): Promise<Result> {
  const baton = await openBaton({ graph, data: false, offline: true, clock: at, host: await loadHost(graphFolder(here)) });
  try {
    return await work(baton);
  } finally {
    await baton.close();
  }
}

const briefSchema = z.object({
  sentences: z.array(z.object({ text: z.string(), claims: z.array(z.string()).min(1) })).min(1),
  sources: z.array(z.object({ id: z.string(), source: z.string(), quote: z.string().min(20) })).min(1),
  text: z.string(),
});
const plain = (text: string): string => text.replaceAll(/\s+/g, " ");

test.each(readCases(graphFolder(here).files))("$id: $title", async (each) => {
  const { result, differences } = await offline((baton) => runCase(baton, each));
  expect(differences).toEqual([]);
  const found = result.output["brief"];
  expect(found === undefined).toBe(result.outcome !== "answered");
  const { sentences, sources, text } = found === undefined ? { sentences: [], sources: [], text: "" } : briefSchema.parse(found);
  expect(new Set(sentences.flatMap(({ claims }) => claims))).toEqual(new Set(sources.map(({ id }) => id)));
  for (const { source, quote } of sources) {
    const [document = ""] = source.split("#");
    expect(plain(readFileSync(join(here, "documents", `${document}.md`), "utf8"))).toContain(plain(quote));
    expect(text).toContain(quote);
  }
});

const ask = (question: string) => offline((baton) => baton.run({ input: { question } }));

describe("what the checks cost", () => {
  test.each([
    ["a question without a slip", "What does a kilowatt-hour of heat cost in 2025?", 6],
    ["a quote sent back once, before the fact checker is asked", "How much carbon dioxide has the heat network avoided?", 8],
    ["a claim sent back by the fact checker", "How many homes did the heat network supply at the end of 2024?", 9],
    ["nothing to judge", "How many people work at Tarnholm airport?", 4],
    ["nothing to answer", "What is the best recipe for fish soup?", 1],
  ])("%s", async (_, question, modelCalls) => {
    expect((await ask(question)).usage).toMatchObject({ modelCalls });
  });
});

test("a question that nobody narrows in time is refused", async () => {
  const at = clock();
  const ended = await offline(async (baton) => {
    const { thread, interrupts } = await baton.run({ input: { question: "The heat network" } });
    expect(interrupts.map(({ actionRequests }) => actionRequests[0]?.description)).toEqual(["What exactly should the brief on “The heat network” answer?"]);
    await at.advance(2 * 86_400_000);
    return await baton.resume(thread);
  }, at);
  expect(ended).toMatchObject({ status: "done", outcome: "refused", output: { reason: "The question is too broad, and nobody narrowed it in time." } });
});

describe("models that do not keep to the truth", () => {
  /** Runs a question with other offline replies for some agents. */
  const askOthers = async (replies: Readonly<Record<string, unknown>>) => {
    const folder = mkdtempSync(join(tmpdir(), "research-"));
    try {
      for (const part of ["graph.yaml", "baton.host.json", "prompts", "schemas", "knowledge"])
        cpSync(join(here, part), join(folder, part), { recursive: true });
      const { agents } = scriptSchema.parse(parse(readFileSync(join(here, "scripted.yaml"), "utf8")));
      writeFileSync(join(folder, "scripted.yaml"), JSON.stringify({ agents: { ...agents, ...replies } }));
      return await offline((baton) => baton.run({ input: { question: "What did the heat network cost in total?" } }), clock(), folder);
    } finally {
      rmSync(folder, { recursive: true });
    }
  };
  const scriptSchema = z.object({ agents: z.record(z.string(), z.unknown()) });
  const lie = "The heat network cost 12.9 million euros in total.";
  const believeAll = [{ output: "claims.map(c, {'claim': c.id, 'supported': true, 'why': 'I believe it.'})" }];
  const source = "passages[0].id";

  test.each<[string, object]>([
    ["a quote that is not there", { text: `'${lie}'`, source, quote: `'${lie}'` }],
    ["another figure beside an exact quote", { text: `'${lie}'`, source, quote: "passages[0].excerpt" }],
    ["a quote of another passage", { text: "passages[1].excerpt", source, quote: "passages[1].excerpt" }],
    ["a source that is not there", { text: "passages[0].excerpt", source: "'heat-newsletter#1'", quote: "passages[0].excerpt" }],
    ["a quote that says nothing", { text: "passages[0].excerpt", source, quote: "'million euros'" }],
  ])("a researcher with %s gets nothing into a brief, though all others believe it", async (_, claim) => {
    const result = await askOthers({ study: [{ output: { claims: [claim] } }], factcheck: believeAll, proofread: believeAll });
    expect(result).toMatchObject({ status: "done", outcome: "unanswered", output: { gaps: ["What did the heat network cost in total?"], dropped: [{}] } });
  });

  test.each([
    ["supports nothing", "claims.map(c, {'claim': c.id, 'supported': false, 'why': 'I doubt it.'})"],
    ["says nothing", "claims.filter(c, false).map(c, {'claim': c.id, 'supported': true, 'why': ''})"],
    ["speaks of other claims", "claims.map(c, {'claim': 'x' + c.id, 'supported': true, 'why': ''})"],
    ["says both", "claims.map(c, {'claim': c.id, 'supported': true, 'why': ''}) + claims.map(c, {'claim': c.id, 'supported': false, 'why': ''})"],
  ])("nothing stands that a fact checker does not support: one that %s", async (_, output) => {
    expect(await askOthers({ factcheck: [{ output }] })).toMatchObject({
      outcome: "unanswered",
      output: { dropped: [{ reason: "It does not follow from its quote." }] },
    });
    expect(await askOthers({ proofread: [{ output }] })).toMatchObject({
      outcome: "unanswered",
      output: { dropped: [{ source: "brief", reason: "It says more than its claims." }] },
    });
  });

  test.each<[string, object]>([
    ["figures of its own", { text: `'${lie}'`, claims: "[evidence[0].id]" }],
    ["no claim", { text: "evidence[0].text", claims: "[]" }],
    ["claims that are not there", { text: "evidence[0].text", claims: "['total-7']" }],
  ])("a writer with %s gets no sentence into a brief, though the proofreader believes it", async (_, sentence) => {
    const result = await askOthers({ write: [{ output: { title: "'Cost'", sentences: [sentence] } }], proofread: believeAll });
    expect(result).toMatchObject({ status: "done", outcome: "unanswered", output: { dropped: [{ source: "brief" }] } });
  });

  test("a researcher who drops a claim that was sent back, is believed on the rest", async () => {
    const kept = "passages.slice(0, 1).map(p, {'text': p.excerpt, 'source': p.id, 'quote': p.excerpt})";
    const first = `${kept} + [{'text': '${lie}', 'source': passages[0].id, 'quote': '${lie}'}]`;
    const result = await askOthers({ study: [{ when: "size(notes) == 0", output: { claims: first } }, { output: { claims: kept } }] });
    expect(result).toMatchObject({ outcome: "answered", output: { dropped: [], brief: { sources: [{ id: "total-1" }] } } });
  });

  test("a plan that stays unsound is refused", async () => {
    const twice = "[1, 2].map(n, {'id': 'cost', 'question': question, 'query': question})";
    const result = await askOthers({ decompose: [{ output: twice }] });
    expect(result).toMatchObject({ outcome: "refused", output: { reason: expect.stringContaining("Give every sub-question an id of its own") } });
  });
});
