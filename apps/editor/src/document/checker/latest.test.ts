import { hostManifestSchema } from "@baton/core";
import { expect, it } from "vitest";
import { latestWins } from "./latest.ts";
import type { CheckAnswer, CheckRequest } from "./protocol.ts";

const request = (version: number): CheckRequest => ({ version, files: {}, beside: {}, manifest: hostManifestSchema.parse({}) });

it("asks for the first and the newest of many requests, and tells of the newest alone", () => {
  const posted: number[] = [];
  const told: number[] = [];
  let answer: (answer: CheckAnswer) => void = () => undefined;
  const port = {
    post: ({ version }: CheckRequest) => void posted.push(version),
    answered: (take: (answer: CheckAnswer) => void) => {
      answer = take;
    },
    close: () => undefined,
  };
  const checker = latestWins(port, ({ version }) => told.push(version));
  for (const version of [1, 2, 3, 4]) checker.check(request(version));
  answer({ version: 1, diagnostics: [], ms: 1 });
  answer({ version: 4, diagnostics: [], ms: 1 });
  expect(posted).toEqual([1, 4]);
  expect(told).toEqual([4]);
});
