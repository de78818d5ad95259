/** HTTP for connectors: axios, read from the disk with the first call. */
import type { AxiosError, AxiosRequestConfig, AxiosResponse, CreateAxiosDefaults } from 'axios';
import { lazily } from '../flows/sdk/lazily.ts';

export interface Http {
  request(config: AxiosRequestConfig): Promise<AxiosResponse<unknown>>;
  get(url: string, config: AxiosRequestConfig): Promise<AxiosResponse<unknown>>;
  post(url: string, body: unknown, config: AxiosRequestConfig): Promise<AxiosResponse<unknown>>;
}

/** A client with settings of its own. */
export function makeHttp(settings: CreateAxiosDefaults): Http {
  const client = lazily(async () => (await import('axios')).default.create(settings));
  const request = async (config: AxiosRequestConfig): Promise<AxiosResponse<unknown>> =>
    (await client.get()).request<unknown>(config);
  return {
    request,
    get: (url, config) => request({ ...config, method: 'GET', url }),
    post: (url, data, config) => request({ ...config, method: 'POST', url, data }),
  };
}

/** There was no answer: the call was cut, or never reached the vendor. */
export const isHttpError = (error: unknown): error is AxiosError =>
  typeof error === 'object' && error !== null && 'isAxiosError' in error && error.isAxiosError === true;
