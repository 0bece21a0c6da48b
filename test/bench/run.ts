import { print, type Bench } from "./report.ts";
import { step } from "./step.ts";

const benches: Readonly<Record<string, Bench>> = { step };

const [, , name] = process.argv;
for (const [key, bench] of Object.entries(benches)) if (name === undefined || name === key) print(await bench());
