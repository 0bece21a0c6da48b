// A server that is killed; started by kill.test.ts with the folder of the graphs and that of the data. Prints its address.
import { serve } from "./serve.ts";

const [folder = "", data = ""] = process.argv.slice(2);
const { url, close } = await serve({ folder, data });
process.stdout.write(`${url}\n`);
process.once("SIGTERM", () => void close());
