import { createHash } from "node:crypto";
import { existsSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { defineTool } from "baton";
import { z } from "zod";

const oneLine = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^\r\n]*$/);

/** A tool that writes a mail into a folder, from where a mail program sends it. */
export function putInOutbox(outbox: string) {
  const fileOf = (key: string): string => `${createHash("sha256").update(key).digest("hex").slice(0, 12)}.eml`;
  return defineTool({
    name: "put_in_outbox",
    description: "Puts a mail into the outbox, from where it is sent.",
    args: z.strictObject({ to: z.email(), subject: oneLine, body: z.string().min(1).max(10_000) }),
    result: z.strictObject({ file: z.string() }),
    effect: "sensitive",
    trust: "trusted",
    egress: true,
    // The file's name comes from the call's key, so the same call made twice writes the same file.
    idempotent: true,
    lookup: async (key) => (existsSync(join(outbox, fileOf(key))) ? { file: fileOf(key) } : undefined),
    execute: ({ to, subject, body }, { idempotencyKey, now }) => {
      const file = fileOf(idempotencyKey);
      const head = [
        `To: ${to}`,
        `Subject: ${encoded(subject)}`,
        `Date: ${new Date(now).toUTCString()}`,
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
      ];
      mkdirSync(outbox, { recursive: true });
      writeFileSync(join(outbox, `${file}.part`), `${head.join("\r\n")}\r\n\r\n${body}\r\n`);
      renameSync(join(outbox, `${file}.part`), join(outbox, file));
      return { file };
    },
  });
}

/** A header's text: what is not ASCII is written as mail programs read it. */
function encoded(text: string): string {
  return /^[ -~]*$/.test(text) ? text : `=?UTF-8?B?${Buffer.from(text).toString("base64")}?=`;
}
