import type { Client } from '../../app/client.ts';

export type SurveyReport = Awaited<ReturnType<Client['surveys']['report']>>;
