/** The registry of weight emitters: one line each. */
import type { WeightEmitter } from './emitter.ts'
import { json } from './json.ts'
import { npy } from './npy.ts'
import { npz } from './npz.ts'
import { safetensors } from './safetensors.ts'

/** Every format that weights can be written in. */
export const WEIGHT_EMITTERS: readonly WeightEmitter[] = [npz, npy, safetensors, json]

/** The emitter of a name such as "npz". */
export function findWeightEmitter(name: string): WeightEmitter | undefined {
  return WEIGHT_EMITTERS.find((emitter) => emitter.name === name)
}
