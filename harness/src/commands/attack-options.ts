import { Option, type Command } from "commander";
import { number, numbers, parts, plugin, targeted, words } from "./options.ts";

/** The options of `attack`. */
export function attackOptions(command: Command): Command {
  return command
    .requiredOption(
      "--model <file>",
      "a model.json of TensorFlow.js, or a .safetensors file with weights of a built-in architecture (see `list architecture`)",
    )
    .option("--data <folder>", "images: a folder of pictures per class, or IDX, .npz or .safetensors files")
    .option("--dataset <part>", "attack the test images of a dataset instead, such as emnist")
    .option("--architecture <part>", "network of the .safetensors weights (default: the one named in the file)")
    .option("--classes <names>", "the model's classes in the order of its outputs (default: the dataset's, in its order)", words)
    .option("--range <low,high>", "input values of black and white, such as 0,255 or -1,1 (default: 0,1)", numbers)
    .option("--mean <numbers>", "per channel, subtracted from images in that range", numbers)
    .option("--std <numbers>", "per channel, divisor after the mean is subtracted", numbers)
    .addOption(new Option("--outputs <what>", "what the model returns (default: auto)").choices(["auto", "logits", "probabilities"]))
    .option("--size <side>", "size of the images if the model does not state it, such as 32 or 48x64")
    .option("--attack <parts>", 'attacks, such as pgd-linf,apgd-linf:iterations=100 (default: "pgd-linf")', parts)
    .option("--epsilon <radius>", "radius in pixel values, such as 0.03 (default: depends on the norm)", number)
    .option("--restarts <number>", "random restarts of each attack (default: 2)", number)
    .option("--images <number>", "number of attacked images (default: 500)", number)
    .addOption(targeted())
    .option("--no-sweep", "skip the search for the smallest radius that breaks each image")
    .option("--backend <part>", 'compute backend (default: "simd")')
    .option("--seed <number>", "seed of all randomness (default: 1)", number)
    .addOption(plugin())
    .option("--out <folder>", "folder of the results (default: attacks/<model>)")
    .option("--json", "print the result as JSON")
    .addHelpText("after", EXAMPLES);
}

const EXAMPLES = `
Examples:
  attack --model ./model.json --data ./images
  attack --model ./model.json --data ./images --range -1,1 --epsilon 0.03 --attack pgd-linf,apgd-linf
  attack --model ./cnn.safetensors --architecture cnn --dataset emnist

Images are in [0, 1], and ε is in the same units. All images of --data are attacked, or those of its test split if it has one.
Keras: pip install tensorflowjs, then tensorflowjs_converter --input_format=keras model.h5 folder, and pass --model folder/model.json.
`;
