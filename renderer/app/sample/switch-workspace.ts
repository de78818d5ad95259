/** To the sample data and back. Only the desktop can: the web host serves the one workspace that it was started with. */
import { navigate } from 'wouter/use-browser-location';
import { client } from '../client.ts';

export const canSwitch = (): boolean => window.kaskad !== undefined;

export async function switchWorkspace(to: 'sample' | 'own'): Promise<void> {
  // What stands at this address is of this workspace. Leaving the canvas also saves its draft.
  navigate('/');
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  // Calls are answered in their order: after this one the draft is stored.
  await client.workspace.get().catch(() => undefined);
  if (to === 'sample') window.kaskad?.openSample();
  else window.kaskad?.openOwn();
}
