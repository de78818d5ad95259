/** HTTP for connectors: axios, read from the disk with the first account that calls by it. */
import type { AxiosError, AxiosInstance, AxiosRequestConfig, AxiosResponse, CreateAxiosDefaults } from 'axios';
import { lazily } from '../flows/sdk/lazily.ts';

const library = lazily(async () => (await import('axios')).default);

/** `needs` of a connector that calls by HTTP: a test holds each of them to it. */
export const readHttp = (): Promise<unknown> => library.get();

export interface Http {
  request(config: AxiosRequestConfig): Promise<AxiosResponse<unknown>>;
  get(url: string, config: AxiosRequestConfig): Promise<AxiosResponse<unknown>>;
  post(url: string, body: unknown, config: AxiosRequestConfig): Promise<AxiosResponse<unknown>>;
}

/** A client with settings of its own. */
export function makeHttp(settings: CreateAxiosDefaults): Http {
  let client: AxiosInstance | null = null;
  const request = async (config: AxiosRequestConfig): Promise<AxiosResponse<unknown>> => {
    // Begun in this very turn where the library was read.
    client ??= (library.made() ?? (await library.get())).create(settings);
    return client.request<unknown>(config);
  };
  return {
    request,
    get: (url, config) => request({ ...config, method: 'GET', url }),
    post: (url, data, config) => request({ ...config, method: 'POST', url, data }),
  };
}

/** There was no answer: the call was cut, or never reached the vendor. */
export const isHttpError = (error: unknown): error is AxiosError =>
  typeof error === 'object' && error !== null && 'isAxiosError' in error && error.isAxiosError === true;
