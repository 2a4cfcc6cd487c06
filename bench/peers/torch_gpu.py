"""The shapes and networks of imagelab_gpu_check in torch on the same card: torch_gpu.py RESULTS [--no-compile]

RESULTS is the folder imagelab_gpu_check wrote. Each shape of its shapes.json is timed eagerly and compiled, in the dtype it ran in, and so is
SDXL's UNet where diffusers is installed (random weights: no file is needed). Writes RESULTS/torch.json and prints both side by side.
"""
import argparse
import json
import pathlib
import statistics

import torch
import torch.nn.functional as F

DTYPES = {"f16": torch.float16, "bf16": torch.bfloat16, "f32": torch.float32}


def seconds_of(work, least=0.1):
    """Median seconds of one call, measured on the card."""
    for _ in range(3):
        work()
    torch.cuda.synchronize()
    times = []
    while sum(times) < least or len(times) < 5:
        begin, end = (torch.cuda.Event(enable_timing=True) for _ in range(2))
        begin.record()
        work()
        end.record()
        torch.cuda.synchronize()
        times.append(begin.elapsed_time(end) * 1e-3)
        if len(times) >= 200:
            break
    return statistics.median(times)


def operation(row, dtype):
    """The op of a row of shapes.json as a module and its operands; images are channels_last, as cuDNN likes them."""
    def randn(*shape):
        return torch.randn(*shape, device="cuda", dtype=dtype)

    if row["op"] == "linear":
        return F.linear, (randn(row["rows"], row["k"]), randn(row["n"], row["k"]), randn(row["n"]))
    if row["op"] == "conv2d":
        batch, height, width, channels = row["x"]
        x = randn(batch, channels, height, width).to(memory_format=torch.channels_last)
        weight = randn(*row["weight"]).to(memory_format=torch.channels_last)

        def convolve(x, weight, bias):
            return F.conv2d(x, weight, bias, stride=row["stride"], padding=row["pad"])

        return convolve, (x, weight, randn(row["weight"][0]))
    shape = lambda tokens: (row["batch"], row["heads"], tokens, row["head"])
    return F.scaled_dot_product_attention, (randn(*shape(row["queries"])), randn(*shape(row["keys"])), randn(*shape(row["keys"])))


def time_shapes(results, compiled):
    rows = []
    for network in results:
        dtype = DTYPES[network["dtype"]]
        for row in network.get("shapes", []):
            work, operands = operation(row, dtype)
            best = seconds_of(lambda: work(*operands))
            timed = {"network": network["network"], "shape": row["shape"], "count": row["count"], "ours_s": row["seconds"], "eager_s": best}
            if compiled:
                torch._dynamo.reset()
                fast = torch.compile(work, mode="max-autotune-no-cudagraphs")
                timed["compiled_s"] = seconds_of(lambda: fast(*operands))
            rows.append(timed)
            quickest = min(value for key, value in timed.items() if key in ("eager_s", "compiled_s"))
            print(f"{row['shape']:72} x{row['count']:<3} ours {1e3 * row['seconds']:9.3f} ms   torch {1e3 * quickest:9.3f} ms   "
                  f"{100 * quickest / row['seconds']:5.0f} % of its speed", flush=True)
    return rows


def unet(dtype):
    """SDXL base's UNet (2.57 G parameters), straight onto the card."""
    from diffusers import UNet2DConditionModel

    with torch.device("cuda"):
        torch.set_default_dtype(dtype)
        model = UNet2DConditionModel(
            sample_size=128, block_out_channels=(320, 640, 1280), layers_per_block=2,
            down_block_types=("DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"),
            up_block_types=("CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"), transformer_layers_per_block=(1, 2, 10),
            attention_head_dim=(5, 10, 20), cross_attention_dim=2048, use_linear_projection=True, addition_embed_type="text_time",
            addition_time_embed_dim=256, projection_class_embeddings_input_dim=2816).eval()
        torch.set_default_dtype(torch.float32)
    return model.to(memory_format=torch.channels_last)


@torch.inference_mode()
def time_unet(results, compiled):
    wanted = [row for row in results if row.get("network") == "unet" and "forward_seconds" in row]
    rows = []
    model = None
    for row in wanted:
        dtype = DTYPES[row["dtype"]]
        if model is None:
            model = unet(dtype)
        batch, side = row["batch"], row["pixels"] // 8
        give = lambda *shape: torch.randn(*shape, device="cuda", dtype=dtype)
        latents = give(batch, 4, side, side).to(memory_format=torch.channels_last)
        context, added = give(batch, 77, 2048), {"text_embeds": give(batch, 1280), "time_ids": give(batch, 6)}
        call = lambda network: network(latents, torch.tensor(500, device="cuda"), context, added_cond_kwargs=added, return_dict=False)
        timed = {"network": "unet", "pixels": row["pixels"], "batch": batch, "ours_s": row["forward_seconds"],
                 "ours_device_s": row["device_seconds"], "eager_s": seconds_of(lambda: call(model), 1)}
        if compiled:
            torch._dynamo.reset()
            fast = torch.compile(model, mode="max-autotune-no-cudagraphs")
            timed["compiled_s"] = seconds_of(lambda: call(fast), 1)
        rows.append(timed)
        print(f"unet {row['pixels']} px, batch {batch}: ours {1e3 * timed['ours_s']:.1f} ms, torch eager {1e3 * timed['eager_s']:.1f} ms, "
              f"compiled {1e3 * timed.get('compiled_s', float('nan')):.1f} ms", flush=True)
    return rows


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("results", type=pathlib.Path)
    parser.add_argument("--no-compile", action="store_true", help="eager only: compiling takes minutes")
    given = parser.parse_args()
    read = lambda name: json.loads(path.read_text()) if (path := given.results / f"{name}.json").exists() else []
    compiled = not given.no_compile
    result = {"device": torch.cuda.get_device_name(), "torch": torch.__version__}
    # Whole networks first: they are what counts where the time on a borrowed machine runs out.
    try:
        result["unet"] = time_unet(read("forward"), compiled)
    except ImportError:
        print("diffusers is not installed: the UNet is left out")
    (given.results / "torch.json").write_text(json.dumps(result, indent=1))
    with torch.inference_mode():
        result["shapes"] = time_shapes(read("shapes"), compiled)
    (given.results / "torch.json").write_text(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
