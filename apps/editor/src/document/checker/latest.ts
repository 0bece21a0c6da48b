import type { CheckAnswer, Checker, CheckRequest } from "./protocol.ts";

/** Something that takes one request at a time and answers each: a worker. */
export interface CheckPort {
  post(request: CheckRequest): void;
  answered(take: (answer: CheckAnswer) => void): void;
  close(): void;
}

/** A checker over a port: while it works, requests wait, and of those that wait only the newest is sent. */
export function latestWins(port: CheckPort, told: (answer: CheckAnswer) => void): Checker {
  let busy = false;
  let waiting: CheckRequest | undefined;
  const send = (request: CheckRequest): void => {
    busy = true;
    port.post(request);
  };
  port.answered((answer) => {
    busy = false;
    const next = waiting;
    waiting = undefined;
    if (next === undefined) told(answer);
    else send(next);
  });
  return {
    check: (request) => {
      if (busy) waiting = request;
      else send(request);
    },
    close: () => port.close(),
  };
}
