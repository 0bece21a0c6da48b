import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { basename } from "node:path";

const longest = 100;

/** When a process began, by the system's count; undefined where the system does not say. */
export function startOf(pid: number): string | undefined {
  try {
    // The program's name, in brackets, may have spaces: what follows it counts.
    return readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ")[19];
  } catch {
    return undefined;
  }
}

/** What a process was called as, shortened; undefined where nobody says. */
export function commandOf(pid: number): string | undefined {
  try {
    const [program = "", ...args] = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
    return shortened([basename(program), ...args].join(" "));
  } catch {
    return shortened(told("ps", ["-o", "command=", "-p", String(pid)]));
  }
}

/** The process that listens on a port of this machine; undefined where it is another user's, or nobody says. */
export function listenerOn(port: number): number | undefined {
  const sockets = new Set(["/proc/net/tcp", "/proc/net/tcp6"].flatMap((file) => listening(file, port)));
  const pid = sockets.size > 0 ? processes().find((each) => filesOf(each).some((file) => sockets.has(file))) : undefined;
  const [first = ""] = pid === undefined ? told("lsof", ["-nP", "-t", `-iTCP:${port}`, "-sTCP:LISTEN"]).split("\n") : [String(pid)];
  return first === "" ? undefined : Number(first);
}

function listening(file: string, port: number): readonly string[] {
  try {
    const rows = readFileSync(file, "utf8")
      .split("\n")
      .map((row) => row.trim().split(/\s+/));
    const end = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
    return rows.filter(([, address = "", , state]) => state === "0A" && address.endsWith(end)).map((row) => `socket:[${row[9] ?? ""}]`);
  } catch {
    return [];
  }
}

function processes(): readonly number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

function filesOf(pid: number): readonly string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).map((name) => readlinkSync(`/proc/${pid}/fd/${name}`));
  } catch {
    return []; // another user's, or gone
  }
}

function told(program: string, args: readonly string[]): string {
  try {
    return execFileSync(program, args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"], timeout: 2000 }).trim();
  } catch {
    return "";
  }
}

function shortened(text: string): string | undefined {
  const line = text.trim();
  return line === "" ? undefined : line.length > longest ? `${line.slice(0, longest)}…` : line;
}
