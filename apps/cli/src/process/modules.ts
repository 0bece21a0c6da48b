import { registerHooks, type ResolveHookSync } from "node:module";

/** What hosts may import of Baton's own installation. */
const provided = /^(?:baton|zod|@langchain\/[\w.-]+)(?:\/|$)/;

/**
 * Lets a project without `node_modules` import `baton`, `zod` and `@langchain/*` from this installation; what the project has itself comes first.
 * Holds until the process ends, because hosts may import late.
 */
export function provideModules(): void {
  const resolve: ResolveHookSync = (specifier, context, next) => {
    try {
      return next(specifier, context);
    } catch (missing) {
      if (!provided.test(specifier) || !isMissing(missing)) throw missing;
      // Packages see their own dependencies only, so each is asked for what it depends on.
      for (const through of ["baton", "@baton/runtime"]) {
        try {
          const parentURL = import.meta.resolve("baton");
          return next(specifier, { ...context, parentURL: next(through, { ...context, parentURL }).url });
        } catch (error) {
          if (!isMissing(error)) throw error;
        }
      }
      throw missing;
    }
  };
  registerHooks({ resolve });
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ERR_MODULE_NOT_FOUND";
}
