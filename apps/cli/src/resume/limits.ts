import { type Limits, nearest, parseDuration } from "@baton/core";
import { Refusal } from "../process/failure.ts";

const counts = ["steps", "modelCalls", "toolCalls", "tokens", "costUsd", "handoffs"] as const;

/** Reads `modelCalls=60,time=10m,tools.pay=2`. @throws Refusal with the nearest name. */
export function readLimits(given: readonly string[]): Limits | undefined {
  const pairs = given.flatMap((text) => text.split(",")).map((text) => text.trim());
  if (pairs.length === 0) return undefined;
  const numbers: { [Key in (typeof counts)[number] | "timeMs"]?: number } = {};
  const tools: Record<string, number> = {};
  for (const pair of pairs) {
    const [name = "", value = ""] = pair.split("=");
    const count = counts.find((each) => each === name);
    if (name === "time") numbers.timeMs = timeOf(value);
    else if (name.startsWith("tools.")) tools[name.slice("tools.".length)] = numberOf(name, value);
    else if (count !== undefined) numbers[count] = numberOf(name, value);
    else {
      const near = nearest(name, [...counts, "time"]);
      throw new Refusal(
        "limit_unknown",
        `\`${name}\` is no limit.`,
        near === undefined ? `Limits are ${counts.join(", ")}, time and tools.<name>.` : `Did you mean \`${near}\`?`,
      );
    }
  }
  return { ...numbers, ...(Object.keys(tools).length === 0 ? {} : { tools }) };
}

function numberOf(name: string, value: string): number {
  const number = Number(value);
  const whole = name === "costUsd" || Number.isSafeInteger(number);
  if (value === "" || !Number.isFinite(number) || number < 0 || !whole)
    throw new Refusal("limit_invalid", `\`${name}=${value}\` needs a ${name === "costUsd" ? "" : "whole "}number from 0.`);
  return number;
}

function timeOf(value: string): number {
  const ms = parseDuration(value);
  if (ms === undefined) throw new Refusal("limit_invalid", `\`time=${value}\` needs a duration such as 30s, 10m or 2h.`);
  return ms;
}
