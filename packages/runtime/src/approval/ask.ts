import { digest, type JsonObject } from "@baton/core";
import { isGraphInterrupt } from "@langchain/langgraph";
import { earliestAfter, timeAfter } from "../clock/span.ts";
import { namespaceOf } from "../compile/place.ts";
import type { Step } from "../compile/step.ts";
import type { Ask, Question } from "../gateway/contract.ts";
import { callDigest } from "../gateway/identity.ts";
import { escapeLc } from "../gateway/ingress.ts";
import { draftEnvironment } from "../gateway/rehearse.ts";
import { pauseWith } from "../pause.ts";
import type { Approval } from "../ports/approvals.ts";
import { expireApproval } from "./decide.ts";
import { hitlRequest } from "./hitl.ts";

/** The same for a step that runs again; each wording after one that was voided has its own. */
function approvalId(step: Step, ordinal: number, round: number): string {
  const hash = digest({ thread: step.run.thread, task: step.task, ordinal }).replace("sha256-", "");
  return `apr_${hash.slice(0, 32)}${round === 0 ? "" : `_${round + 1}`}`;
}

/** The request that stands for a question now, or the id under which to open one: void ones are passed over. */
async function find(step: Step, ordinal: number): Promise<{ readonly id: string; readonly row: Approval | undefined }> {
  for (let round = 0; ; round += 1) {
    const id = approvalId(step, ordinal, round);
    const row = await step.services.storage.approvals.get(id);
    if (row?.status !== "void") return { id, row };
  }
}

/** What a question about a call shows besides what the designer chose: what the same node did with the same tools in this run. */
async function earlierCalls(step: Step, question: Question): Promise<Approval["shows"]> {
  if (question.kind !== "call") return [];
  const tools = new Set(question.actions.map(({ name }) => name));
  const records = await step.services.storage.effects.list({ run: step.run.id });
  const earlier = records.filter(({ slot, tool, effect, state }) => {
    const happened = state === "done" || state === "intent" || state === "unknown";
    return slot.node === question.node && effect !== "read" && tools.has(tool) && happened;
  });
  return earlier.map(({ tool, args, state, result, startedAt }) => ({
    label: `Earlier call of ${tool}`,
    value: { state, args, at: new Date(startedAt).toISOString(), ...(result === undefined ? {} : { result }) } satisfies JsonObject,
  }));
}

/** Where a lane or subgraph asks. */
function placeOf({ scope, config }: Step): Pick<Approval, "place"> {
  return scope === "" ? {} : { place: { path: scope, ns: namespaceOf(config) } };
}

/** Who edited the document last in this wording, where that was kept. */
async function lastEditor({ run, services: { storage } }: Step): Promise<Pick<Approval, "editor">> {
  const graph = (await storage.threads.get(run.thread))?.graph;
  if (graph === undefined || graph === "") return {};
  const edits = await storage.publications.list(graph, { what: "edited" });
  const editor = edits.find(({ hash }) => hash === run.graphHash)?.by;
  return editor === undefined ? {} : { editor };
}

async function newRow(step: Step, question: Question, id: string): Promise<Omit<Approval, "interrupt">> {
  const { run, services } = step;
  const createdAt = services.clock.now();
  const { calendars } = services.host;
  return {
    id,
    kind: question.kind,
    thread: run.thread,
    run: run.id,
    fork: run.fork,
    graphHash: run.graphHash,
    node: question.node,
    asker: step.node.id,
    ...placeOf(step),
    task: step.task,
    requester: run.user,
    ...(await lastEditor(step)),
    actions: question.actions.map((action) => ({ ...action, digest: callDigest(action.name, action.args), status: "open", decisions: [] })),
    shows: [...question.shows, ...(await earlierCalls(step, question))],
    reasons: [...question.reasons, ...(run.environment === draftEnvironment ? ["This is a draft: whatever is decided, nothing is written."] : [])],
    createdAt,
    expiresAt: earliestAfter(calendars, createdAt, question.expires),
    escalate: question.escalate.map(({ after, to }) => ({ at: timeAfter(calendars, createdAt, after), to })),
    status: "open",
    version: 1,
  };
}

/** Opens the request under the id of the interrupt that it raises. */
async function open(step: Step, row: Omit<Approval, "interrupt">): Promise<never> {
  try {
    return pauseWith(escapeLc(hitlRequest({ ...row, interrupt: "" })));
  } catch (error) {
    if (!isGraphInterrupt(error)) throw error;
    await step.services.storage.approvals.open({ ...row, interrupt: error.interrupts[0]?.id ?? "" });
    step.emit({ type: "approval.opened", node: row.node, approval: row.id, tools: row.actions.map(({ name }) => name) });
    throw error;
  }
}

/** Puts a question to people, as `Ask` says. */
export const ask: Ask = async (step, question) => {
  for (;;) {
    const { id, row } = await find(step, question.ordinal);
    if (row === undefined) return open(step, await newRow(step, question, id));
    if (row.status === "resolved") {
      const outcome = [...new Set(row.actions.map(({ status }) => status))].join(", ");
      step.emit({ type: "approval.decided", node: row.node, approval: row.id, outcome });
      return row;
    }
    const expired = expireApproval(row, step.services.clock.now());
    if (expired === undefined) return pauseWith(escapeLc(hitlRequest(row)));
    await step.services.storage.approvals.replace(expired); // somebody faster: what they stored counts
  }
};
