import { existsSync, mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Command } from 'commander';
import { loadEngineRegistry } from '#registry/engine';
import { resourcesFolder } from '../../flows/host/app-folders.ts';
import { buildDemo } from '../../flows/host/demo.ts';
import { KaskadError } from '../../flows/sdk/problem.ts';
import type { Io } from '../io.ts';

export function demoCommand(program: Command, io: Io): void {
  program
    .command('demo')
    .description('Makes a workspace with sample data, ready flows and a month already run.')
    .option('--dir <folder>', 'where to put demo.kaskad', '.')
    .option('--language <code>', 'language of the business', 'en')
    .action(async ({ dir, language }: { dir: string; language: string }) => {
      const file = resolve(dir, 'demo.kaskad');
      if (existsSync(file)) {
        throw new KaskadError('workspace-exists', `${file} already exists. Choose another folder with --dir.`, {
          file,
        });
      }
      mkdirSync(dirname(file), { recursive: true });
      io.note('Making the demo: a shop with its customers, their purchases, and a month of three flows…');
      await buildDemo(file, {
        resources: resourcesFolder(),
        language,
        host: 'web',
        registry: await loadEngineRegistry(),
      });
      io.result({ workspace: file }, `Made ${file}. Look at it with: kaskad serve "${file}" --open`);
    });
}
