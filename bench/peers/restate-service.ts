/**
 * The four steps as a service of Restate, each journaled. Arguments: the folder where its SDK is installed, its own port, the
 * sink's. Says `ready`. The SDK is no dependency of this project, so its types are written down as far as they are used.
 */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { postTo } from '../four-steps/post.ts';

interface Context {
  run<T>(name: string, work: () => T | Promise<T>): Promise<T>;
  sleep(ms: number): Promise<void>;
}
interface Sdk {
  service(definition: {
    name: string;
    handlers: Record<string, (context: Context, contact: { id: number; country: string }) => Promise<unknown>>;
  }): unknown;
  serve(options: { services: unknown[]; port: number }): Promise<unknown>;
}

const [home = '', port = '', sink = ''] = process.argv.slice(2);
process.env.RESTATE_LOGGING ??= 'ERROR';
const sdk = createRequire(join(home, 'package.json'))('@restatedev/restate-sdk') as Sdk;

const flow = sdk.service({
  name: 'Flow',
  handlers: {
    run: async (context, { id, country }) => {
      if (!(await context.run('condition', () => country === 'UA'))) return 'no';
      await context.sleep(0);
      return context.run('send', () => postTo(Number(sink), String(id)));
    },
  },
});
await sdk.serve({ services: [flow], port: Number(port) });
process.send?.('ready');
