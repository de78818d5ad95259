/** What the runners' JSON reports say: how many passed, and which did not. */
import { relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
  /** What failed: where, and the first lines of why. */
  failures: string[];
}

/** A test's name and the head of its error, without the colours of a terminal. */
const inShort = (name: string, error: string): string =>
  [name, ...stripVTControlCharacters(error).trim().split('\n').slice(0, 12)].join('\n         ');

/** As Playwright's JSON reporter writes them. */
interface Suite {
  suites?: Suite[];
  specs: {
    title: string;
    file: string;
    tests: { status: string; results: { errors: { message?: string }[] }[] }[];
  }[];
}

const failedIn = (suite: Suite): string[] => [
  ...suite.specs.flatMap(({ title, file, tests }) =>
    tests
      .filter(({ status }) => status === 'unexpected' || status === 'flaky')
      .map(({ results }) =>
        inShort(
          `${file} › ${title}`,
          results.flatMap(({ errors }) => errors).find(({ message }) => message)?.message ?? '',
        ),
      ),
  ),
  ...(suite.suites ?? []).flatMap(failedIn),
];

export const vitestCounts = (json: unknown, root: string): Counts => {
  const report = json as {
    numPassedTests: number;
    numFailedTests: number;
    numPendingTests: number;
    numTodoTests: number;
    testResults: {
      name: string;
      message: string;
      assertionResults: { status: string; fullName: string; failureMessages: string[] }[];
    }[];
  };
  const failures = report.testResults.flatMap(({ name, message, assertionResults }) => {
    const failed = assertionResults.filter(({ status }) => status === 'failed');
    const file = relative(root, name);
    // A file that could not be loaded has no tests to blame.
    if (assertionResults.length === 0 && message !== '') return [inShort(file, message)];
    return failed.map(({ fullName, failureMessages }) => inShort(`${file} › ${fullName}`, failureMessages[0] ?? ''));
  });
  return {
    failures,
    passed: report.numPassedTests,
    failed: report.numFailedTests,
    skipped: report.numPendingTests + report.numTodoTests,
  };
};

export const playwrightCounts = (json: unknown): Counts => {
  const { stats, errors, suites } = json as {
    stats: { expected: number; unexpected: number; flaky: number; skipped: number };
    errors: { message?: string }[];
    suites: Suite[];
  };
  const failures = [
    ...suites.flatMap(failedIn),
    ...errors.map(({ message }) => inShort('outside a test', message ?? '')),
  ];
  return {
    passed: stats.expected,
    failed: stats.unexpected + stats.flaky + errors.length,
    skipped: stats.skipped,
    failures,
  };
};
