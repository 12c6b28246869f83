/** The registry of weight emitters: one line each. */
import { fail } from '../../errors.ts'
import type { WeightEmitter } from './emitter.ts'
import { json } from './json.ts'
import { npy } from './npy.ts'
import { npz } from './npz.ts'
import { safetensors } from './safetensors.ts'

/** Every format that weights can be written in. */
export const WEIGHT_EMITTERS: readonly WeightEmitter[] = [npz, npy, safetensors, json]

/** The emitter of that name, such as "npz". @throws ConvolemmaError "emit/unknown-format" */
export function findWeightEmitter(name: string): WeightEmitter {
  const found = WEIGHT_EMITTERS.find((emitter) => emitter.name === name)
  const known = WEIGHT_EMITTERS.map((emitter) => emitter.name).join(', ')
  return (
    found ??
    fail({
      code: 'emit/unknown-format',
      what: `${JSON.stringify(name)} is not a weight format`,
      fix: `one of ${known}`,
    })
  )
}
