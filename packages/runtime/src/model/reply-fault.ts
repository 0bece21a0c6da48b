/** A reply that is no chat completion: the message says what it is instead. */
export class UnreadableReply extends Error {
  constructor(why: string, cause?: unknown) {
    super(why, cause === undefined ? undefined : { cause });
    this.name = "UnreadableReply";
  }
}

/** A reply that went on and on; it was not read to its end. */
export class OversizedReply extends Error {
  constructor(bytes: number) {
    super(`more than ${Math.round(bytes / 1024 / 1024)} MB`);
    this.name = "OversizedReply";
  }
}

/** A failure that a server reports inside of a reply which began well, with the status it would have had. */
export class ReportedFault extends Error {
  readonly status: number;
  readonly code: string | undefined;

  constructor(message: string, status: number, code: string | undefined) {
    super(message);
    this.name = "ReportedFault";
    this.status = status;
    this.code = code;
  }
}
