import type { Storage } from "baton";

/** SIGKILL cannot be handled: nothing after this runs. */
export function die(): never {
  process.kill(process.pid, "SIGKILL");
  throw new Error("unreachable");
}

/** A storage that counts its writes, and kills its process right before or right after the one that the place names: `write 7 before`. */
export function dying(storage: Storage, place: string): { readonly storage: Storage; readonly writes: () => number } {
  let writes = 0;
  const counted = <Part extends object>(part: Part, names: readonly (keyof Part & string)[]): void => {
    for (const name of names) {
      const method: unknown = part[name];
      if (typeof method !== "function") throw new Error(`There is no ${name}.`);
      const wrapped = async (...args: readonly unknown[]): Promise<unknown> => {
        const number = (writes += 1);
        if (place === `write ${number} before`) die();
        const result: unknown = await Reflect.apply(method, part, args);
        if (place === `write ${number} after`) die();
        return result;
      };
      Object.defineProperty(part, name, { value: wrapped });
    }
  };
  counted(storage.checkpointer, ["put", "putWrites"]);
  counted(storage.effects, ["begin", "finish", "settleUnknown"]);
  counted(storage.approvals, ["open", "replace"]);
  counted(storage.threads, ["create", "putRun"]);
  return { storage, writes: () => writes };
}
