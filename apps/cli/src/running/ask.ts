import type { Readable, Writable } from "node:stream";
import { isCancel, select, text } from "@clack/prompts";
import { isJsonObject, type Json, type JsonObject, type JsonSchema, validator } from "@baton/core";
import { currentArgs, type Decisions } from "baton";
import { readableAmount, currencyOf } from "../render/amount.ts";
import type { Approval, ApprovalAction } from "../render/approval.ts";
import { inline, short } from "../render/text.ts";
import { asJson, parseJson } from "./json.ts";

/** Where a person is asked; standard input and output where left out. */
export interface Desk {
  readonly input?: Readable;
  readonly output?: Writable;
}

type Decision = JsonObject | null;

/** Asks a person about every open action. Undefined where the person leaves it for later: then nothing is decided. */
export async function askPeople(approval: Approval, desk: Desk = {}): Promise<Decisions | undefined> {
  const decisions: Decision[] = [];
  for (const [index, action] of approval.actions.entries()) {
    if (action.status !== "open") {
      decisions.push(null);
      continue;
    }
    const name = approval.actions.length > 1 ? ` (${index + 1} of ${approval.actions.length}, ${inline(action.name)})` : "";
    const decision = await askAbout(approval, action, name, desk);
    if (decision === undefined) return undefined;
    decisions.push(decision);
  }
  return { decisions };
}

async function askAbout(approval: Approval, action: ApprovalAction, name: string, desk: Desk): Promise<Decision | undefined> {
  if (approval.kind === "unknown-effect") return await askWhetherItHappened(action, desk);
  if (action.allowed.length === 1 && action.allowed[0] === "respond") return await askAnswer(action, desk);
  const labels = { approve: approveLabel(action), edit: "Change it, then approve", reject: "Reject", respond: "Answer" } as const;
  const choice = await select({
    ...desk,
    message: `What do you decide${name}?`,
    options: [...action.allowed.map((type) => ({ value: type, label: labels[type] })), { value: "later" as const, label: "Leave it for later" }],
  });
  if (isCancel(choice)) return undefined;
  switch (choice) {
    case "approve":
      return { type: "approve" };
    case "edit":
      return await askEdit(action, desk);
    case "reject": {
      const message = await text({ ...desk, message: "Why? The graph and whoever reads on sees it.", placeholder: "may be left empty" });
      if (isCancel(message)) return undefined;
      return { type: "reject", ...((message ?? "") === "" ? {} : { message }) };
    }
    case "respond":
      return await askAnswer(action, desk);
    case "later":
      return undefined;
    default:
      return choice satisfies never;
  }
}

/** The button says the effect. */
function approveLabel(action: ApprovalAction): string {
  const args = currentArgs(action);
  const amounts = Object.entries(args).flatMap(([key, value]) => readableAmount(key, value, currencyOf(args)) ?? []);
  return amounts.length === 1 ? `Approve ${amounts[0] ?? ""}` : "Approve";
}

async function askEdit(action: ApprovalAction, desk: Desk): Promise<Decision | undefined> {
  const args: Record<string, Json> = {};
  for (const [key, value] of Object.entries(currentArgs(action))) {
    const schema = propertyOf(action.argsSchema, key);
    const answer = await text({
      ...desk,
      message: `${inline(key)}, as JSON`,
      initialValue: JSON.stringify(value),
      validate: (written) => problemOf(written ?? "", schema),
    });
    if (isCancel(answer)) return undefined;
    args[key] = parseJson(answer);
  }
  return { type: "edit", editedAction: { name: action.name, args } };
}

function propertyOf(schema: JsonSchema, key: string): JsonSchema {
  if (typeof schema === "boolean") return schema;
  const properties = schema["properties"];
  const own = properties !== undefined && isJsonObject(properties) ? properties[key] : undefined;
  if (own === undefined || !isJsonObject(own)) return true;
  return schema["$defs"] === undefined ? own : { ...own, $defs: schema["$defs"] };
}

/** What is wrong with a JSON text; undefined where it fits the schema. */
function problemOf(written: string, schema: JsonSchema): string | undefined {
  const read = asJson(written);
  if (!read.ok) return `This is not JSON: ${read.problem}. Texts stand in double quotes.`;
  const fit = validator(schema)(read.value);
  return fit.ok ? undefined : fit.problems.map(({ path, message }) => `${path} ${message}`.trim()).join(" ");
}

async function askAnswer(action: ApprovalAction, desk: Desk): Promise<Decision | undefined> {
  const validate = validator(action.argsSchema);
  const answer = await text({
    ...desk,
    message: short(inline(action.description), 200),
    validate: (written = "") => (validate(written).ok ? undefined : problemOf(written, action.argsSchema)),
  });
  if (isCancel(answer)) return undefined;
  return validate(answer).ok ? { type: "respond", value: answer } : { type: "respond", value: parseJson(answer) };
}

async function askWhetherItHappened(action: ApprovalAction, desk: Desk): Promise<Decision | undefined> {
  const choice = await select({
    ...desk,
    message: `Did this call of ${inline(action.name)} happen?`,
    options: [
      { value: "yes" as const, label: "Yes, it happened", hint: "it is not made again" },
      { value: "no" as const, label: "No, it did not", hint: "it is made now" },
      { value: "later" as const, label: "Leave it for later" },
    ],
  });
  if (isCancel(choice) || choice === "later") return undefined;
  if (choice === "no") return { type: "respond", value: { happened: false } };
  const schema = propertyOf(action.argsSchema, "result");
  if (validator(action.argsSchema)({ happened: true }).ok) return { type: "respond", value: { happened: true } };
  const result = await text({ ...desk, message: "What did it give, as JSON?", validate: (written) => problemOf(written ?? "", schema) });
  return isCancel(result) ? undefined : { type: "respond", value: { happened: true, result: parseJson(result) } };
}
