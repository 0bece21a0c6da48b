/** How `baton` ends; part of what it promises. */
export const exit = { done: 0, failed: 1, usage: 2, waiting: 3, invalid: 4, limit: 5, cancelled: 130 } as const;
export type Exit = (typeof exit)[keyof typeof exit];

/** What a person is told when something cannot be done. */
export interface Explained {
  readonly code: string;
  readonly message: string;
  readonly fix?: string;
  readonly exit: Exit;
}

/** A refusal of the command line itself: bad arguments, files that cannot be read. */
export class Refusal extends Error {
  readonly code: string;
  readonly fix: string | undefined;

  constructor(code: string, message: string, fix?: string) {
    super(message);
    this.name = "Refusal";
    this.code = code;
    this.fix = fix;
  }
}

/** An error of Baton, known by its shape: the class comes with libraries that not every verb loads. */
interface KnownError extends Error {
  readonly code: string;
  readonly layer: string;
  readonly fix: string | undefined;
}

/** True for errors that Baton raises on purpose, with this code if one is given. */
export function isKnown(error: unknown, code?: string): error is KnownError {
  return error instanceof Error && "layer" in error && "code" in error && "fix" in error && (code === undefined || error.code === code);
}

/** What is missing in the surroundings, but is the caller's to give. */
const callersCodes = new Set(["model_key_missing", "model_address_missing", "model_unknown", "env_forbidden"]);

function exitOf({ code, layer }: KnownError): Exit {
  if (code === "graph_invalid") return exit.invalid;
  return layer !== "infrastructure" || callersCodes.has(code) ? exit.usage : exit.failed;
}

/** Puts an error into one sentence, with the way out. */
export function explain(error: unknown): Explained {
  if (error instanceof Refusal) return { code: error.code, message: error.message, ...(error.fix === undefined ? {} : { fix: error.fix }), exit: exit.usage };
  if (isKnown(error)) {
    const { code, message, fix } = error;
    return { code, message, ...(fix === undefined ? {} : { fix }), exit: exitOf(error) };
  }
  if (["ENOSPC", "EDQUOT", "EFBIG"].some((code) => isSystem(error, code)))
    return {
      code: "disk_full",
      message: "The disk, or what this user may have of it, is full, so this was not saved.",
      fix: "Free some space and try again.",
      exit: exit.failed,
    };
  if (isSystem(error, "EACCES") || isSystem(error, "EROFS")) {
    return {
      code: "not_writable",
      message: `${error.path ?? "A file"} may not be written by this user.`,
      fix: "Give write access, or name another folder with `--data`.",
      exit: exit.failed,
    };
  }
  if (isSystem(error, "EEXIST") || isSystem(error, "ENOTDIR")) {
    return {
      code: "not_a_folder",
      message: `${error.path ?? "What was named"} is a file, and a folder is needed.`,
      fix: "Name another with `--data`.",
      exit: exit.usage,
    };
  }
  const reason = error instanceof Error ? error.message : String(error);
  return {
    code: "internal",
    message: `This is a defect of Baton: ${reason}`,
    fix: "Set BATON_DEBUG=1 and run it again to see where it happens.",
    exit: exit.failed,
  };
}

/** True for an operating system's error of this code. */
export function isSystem(error: unknown, code: string): error is Error & { readonly code: string; readonly path?: string } {
  return error instanceof Error && "code" in error && error.code === code;
}
