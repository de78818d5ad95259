import { defineStep } from '../../flows/sdk/node.ts';
import { exit, jump } from '../../flows/sdk/outcome.ts';
import { spec } from './schema.ts';

/** How often a journey passes where the author said nothing. */
const usual = 10;

export const step = defineStep(spec, ({ config, visit }) => {
  if (config.node === undefined) return exit('no-target');
  return visit > (config.maxLoops ?? usual) ? exit('loop-limit') : jump(config.node);
});
