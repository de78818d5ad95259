import { createRouterClient } from '@orpc/server';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { email, everybody, flowOf, type TestWorkspace, testWorkspace } from '../../../tests/kit/workspace.ts';
import type { Simulation } from '../../api/simulation.ts';
import type { FlowDocument } from '../../document/schema.ts';
import { procedures } from '../router.ts';

let ws: TestWorkspace;
beforeEach(async () => {
  ws = await testWorkspace();
  for (let n = 0; n < 20; n++) {
    ws.contact(`p${n}`, {
      addresses: [{ kind: 'email', value: `p${n}@example.com` }],
      consents: [{ channel: 'email', topic: '', granted: true }],
    });
  }
});
afterEach(async () => {
  await ws.dispose();
});

const api = () => createRouterClient(procedures, { context: ws });
const twoLetters = (): FlowDocument =>
  flowOf(
    [
      ['start', 'trigger-manual', { audience: everybody }],
      email('mail'),
      ['pause', 'wait', { for: 'P3D' }],
      email('again'),
      ['end', 'exit', { reason: 'done' }],
    ],
    ['start.next>mail', 'mail.next>pause', 'pause.next>again', 'again.next>end'],
  );

async function foresee(flow: string): Promise<{ result: Simulation; told: number }> {
  let told = 0;
  for await (const item of await api().simulate.run({ flow })) {
    if (item.kind === 'done') return { result: item.result, told };
    told++;
  }
  throw new Error('The stream ended without a result');
}

describe('a forecast', () => {
  it('from now is no backtest, and tells how far it is', async () => {
    const flow = ws.flow(twoLetters());
    const { result } = await foresee(flow);
    expect(result).toMatchObject({ backtest: false, entered: 20, reached: 20 });
    expect(result.messages.map((one) => one.sent)).toEqual([20, 20]);
  });

  it('that is at hand when its draft is started is kept beside what happens', async () => {
    const flow = ws.flow(twoLetters());
    await foresee(flow);
    expect(await api().simulate.forecast({ flow })).toBeNull();
    await api().flows.start({ flow });
    await ws.engine.runUntilIdle();
    ws.clock.now += 2 * 86_400_000;
    const kept = await api().simulate.forecast({ flow });
    expect(kept?.days[1]).toMatchObject({
      foreseen: { entered: 20, sent: 20 },
      actual: { entered: 20, sent: 20 },
    });
    expect(kept?.days.at(-1)).toMatchObject({ foreseen: { entered: 20, sent: 40 }, actual: null });
    expect(kept?.nodes.find((node) => node.id === 'mail')).toEqual({
      id: 'mail',
      foreseen: { entered: 20, sent: 20 },
      actual: { entered: 20, sent: 20 },
    });
  });

  it('of another draft is not kept', async () => {
    const flow = ws.flow(twoLetters());
    await foresee(flow);
    const { draft, revision } = ws.store.flows.need(flow);
    const changed = { ...draft, settings: { quietHours: { from: '21:00', to: '09:00' } } };
    ws.store.flows.save(flow, { revision, document: changed }, ws.clock.now);
    await api().flows.start({ flow });
    expect(await api().simulate.forecast({ flow })).toBeNull();
  });

  it('refuses in the contract’s own words', async () => {
    await expect(foresee('nobody')).rejects.toMatchObject({ data: { code: 'flow-missing' } });
  });
});

it('tells what would be assumed, and runs the tests of the draft', async () => {
  const tests = [{ name: 'both', expect: { messages: ['mail', 'again'], exit: 'done' } }];
  const flow = ws.flow({ ...twoLetters(), tests });
  expect((await api().simulate.assumed({ flow })).map((one) => [one.channel, one.source])).toEqual([
    ['email', 'default'],
    ['telegram', 'default'],
    ['sms', 'default'],
  ]);
  expect(await api().simulate.tests({ flow })).toEqual([{ name: 'both', ok: true, differences: [] }]);
});
