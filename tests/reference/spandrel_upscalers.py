"""Networks that enlarge pictures as spandrel runs them: the reference for every architecture that it and Image Lab know.

write_spandrel(FOLDER, cases) builds small ones with random weights, writes them as NAME.safetensors (or .pth) and adds NAME/image, NAME/output to the cases.
compared(state, name, image, output) runs weights through spandrel, whose output it returns; plain torch must agree with it.
"""

import sys
import types
import warnings

import torch
from safetensors.torch import load_file

from files import write_tensors


def loader():
    """spandrel without torchvision, which two architectures that are not used here want."""

    class InterpolationMode:
        NEAREST = BILINEAR = BICUBIC = 0

    def pretended(name, **names):
        if name not in sys.modules:
            sys.modules[name] = types.ModuleType(name)
            sys.modules[name].__dict__.update(names)

    try:
        import torchvision  # noqa: F401
    except ImportError:
        pretended("torchvision")
        pretended("torchvision.transforms")
        pretended("torchvision.transforms.functional", InterpolationMode=InterpolationMode, rotate=None, normalize=None)
    warnings.filterwarnings("ignore", message="torch.meshgrid")
    from spandrel import ModelLoader

    return ModelLoader()


def grows_by(growth):
    """spandrel takes ESRGAN's dense blocks to grow by 32 channels, which would make the goldens large: another number for what is loaded next."""
    loader()
    from spandrel.architectures.ESRGAN.__arch import RRDB

    block = RRDB.B.RRDB

    class Thin(block):
        def __init__(self, **options):
            super().__init__(**(options | {"gc": growth}))

    RRDB.B.RRDB = Thin
    return lambda: setattr(RRDB.B, "RRDB", block)


# What spandrel insists on, though it follows from sizes: not in the small files.
FOLLOWS = ("attn_mask", "attn_mask_0", "attn_mask_1", "num_batches_tracked", "relative_position_index", "relative_position_index_OCA")


def lenient(load):
    """Networks keep what they made themselves of that."""
    strict = torch.nn.Module.load_state_dict

    def without(module, state, *_, **__):
        missing, unexpected = strict(module, state, strict=False)
        unknown = [name for name in missing if not name.endswith(FOLLOWS)] + list(unexpected)
        assert not unknown, unknown

    torch.nn.Module.load_state_dict = without
    try:
        return load()
    finally:
        torch.nn.Module.load_state_dict = strict


def run(state, image):
    """-> spandrel's name of the architecture, its scale and what it makes of image [1, 3, h, w]"""
    found = lenient(lambda: loader().load_from_state_dict({name: value.clone() for name, value in state.items()}))
    model = found.model.float().eval()
    with torch.inference_mode():
        return found.architecture.id, found.scale, model(image)


def wide(state):
    return {name: value.float() if value.dtype == torch.float16 else value for name, value in state.items()}


def of_file(folder, name):
    path = folder / f"{name}.safetensors"
    return load_file(path) if path.exists() else torch.load(folder / f"{name}.pth", weights_only=True)["params_ema"]


def compared(state, name, image, output):
    dense = [value for key, value in state.items() if key.lower().endswith(("rdb1.conv1.weight", "rdb1.conv1.0.weight"))]
    restore = grows_by(len(dense[0])) if dense else None
    _, _, made = run(wide(state), image)
    if restore:
        restore()
    apart = (made - output).abs().max().item()
    if made.shape != output.shape or apart > 2e-4:
        raise AssertionError(f"{name}: plain torch and spandrel are {apart} apart")
    return made


def architecture(module, name):
    loader()
    return getattr(__import__(f"spandrel.architectures.{module}", fromlist=[name]), name)


def drawn(model, generator, gains):
    """Weights that let every part of a network count; `gains`: (part of a name, factor)."""
    state = model.state_dict()
    for name, value in state.items():
        if not value.is_floating_point() or "." not in name or name.endswith(("rpe_biases", "attn_mask_0", "attn_mask_1", "init_pos")):
            continue
        noise = torch.randn(value.shape, generator=generator)
        if name.endswith("running_var"):
            drawn_value = 0.5 + torch.rand(value.shape, generator=generator)
        elif name.endswith("norm.weight"):
            drawn_value = 1 + 0.2 * noise
        elif name.endswith("temperature"):
            drawn_value = 2 + noise
        elif "bias_table" in name or "rel_pos_bias" in name:
            drawn_value = noise
        elif value.ndim > 1:
            drawn_value = noise / value[0].numel() ** 0.5
        elif name.endswith("weight"):
            drawn_value = 1 + 0.2 * noise  # of norms that stand in a list
        else:
            drawn_value = 0.1 * noise
        for part, gain in gains:
            if part in name:
                drawn_value = drawn_value * gain
        state[name] = drawn_value.half()
    return state


HAT = {"embed_dim": 12, "depths": (2,), "num_heads": (2,), "window_size": 4, "compress_ratio": 3, "squeeze_factor": 6, "overlap_ratio": 0.5,
       "mlp_ratio": 2, "num_feat": 6}
DAT = {"img_size": 64, "embed_dim": 32, "split_size": [2, 4], "depth": [3], "num_heads": [4], "expansion_factor": 2.0}
OMNI = {"num_feat": 16, "block_num": 1, "window_size": 4, "res_num": 1}
PLK = {"dim": 8, "n_blocks": 2, "kernel_size": 9}
REAL = {"dim": 8, "n_blocks": 2, "kernel_size": 7}
# name: module and class, what it is built with, size of the picture, gains. Sizes that fill no windows are padded as each program does.
CASES = {
    "hat_x2": ("HAT", "HAT", HAT | {"upscale": 2}, (8, 12), [("cab.2.weight", 8), ("conv_last", 0.3)]),
    "hat_x3": ("HAT", "HAT", HAT | {"upscale": 3, "resi_connection": "identity", "depths": (1, 2), "num_heads": (3, 2), "qkv_bias": False}, (9, 14),
               [("cab.2.weight", 8), ("conv_last", 0.3)]),
    "dat_x1": ("DAT", "DAT", DAT | {"upscale": 1}, (9, 14), [("conv_last", 0.3)]),
    "dat_light_x3": ("DAT", "DAT", DAT | {"upscale": 3, "upsampler": "pixelshuffledirect", "resi_connection": "3conv", "depth": [1, 2], "num_heads": [2, 4],
                                          "split_size": [4, 4]}, (16, 16), [("upsample.0", 0.3)]),
    "omnisr_x2": ("OmniSR", "OmniSR", OMNI | {"up_scale": 2}, (16, 20), [("up.0", 0.3)]),
    "omnisr_x4": ("OmniSR", "OmniSR", OMNI | {"up_scale": 4, "pe": True, "bias": False, "block_num": 2}, (18, 21), [("up.0", 0.1)]),
    "plksr_x4": ("PLKSR", "PLKSR", PLK | {"upscaling_factor": 4}, (9, 11), [("feats.3", 0.2)]),
    "plksr_dccm_x2": ("PLKSR", "PLKSR", PLK | {"upscaling_factor": 2, "ccm_type": "DCCM", "lk_type": "RectSparsePLK", "use_ea": False}, (9, 11),
                      [("feats.3", 0.2)]),
    "plksr_sparse_x2": ("PLKSR", "PLKSR", PLK | {"upscaling_factor": 2, "ccm_type": "ICCM", "lk_type": "SparsePLK"}, (9, 11), [("feats.3", 0.2)]),
    "realplksr_x4": ("PLKSR", "RealPLKSR", REAL | {"upscaling_factor": 4}, (9, 11), [("feats.4", 0.2)]),
    "realplksr_dysample_x2": ("PLKSR", "RealPLKSR", REAL | {"upscaling_factor": 2, "dysample": True, "layer_norm": True}, (9, 11),
                              [("feats.4", 0.2), ("to_img.offset", 3)]),
    "realplksr_dysample_x3": ("PLKSR", "RealPLKSR", REAL | {"upscaling_factor": 3, "dysample": True}, (7, 10), [("feats.4", 0.2), ("to_img.offset", 3)]),
    "span_x2": ("SPAN", "SPAN", {"num_in_ch": 3, "num_out_ch": 3, "feature_channels": 4, "upscale": 2, "norm": False, "bias": True}, (9, 11),
                [("upsampler", 0.3)]),
}


PICKLED = ("plksr_x4", "omnisr_x2")  # as training programs write them


def write_spandrel(folder, cases):
    generator = torch.Generator().manual_seed(2024)
    for name, (module, kind, options, size, gains) in CASES.items():
        torch.manual_seed(0)
        state = drawn(architecture(module, kind)(**options), generator, gains)
        if module == "SPAN":
            state = with_joined_kernels(state)
        kept = {key: value.contiguous() for key, value in state.items() if not key.endswith(FOLLOWS)}
        if name in PICKLED:
            torch.save({"params_ema": kept}, folder / f"{name}.pth")
        else:
            write_tensors(folder / f"{name}.safetensors", kept)
        # Pixels of 8 bits, so that the same picture can be given as one.
        image = torch.randint(0, 256, (1, 3, *size), generator=generator).float() / 255
        _, scale, output = run(wide(state), image)
        assert output.shape[2:] == (scale * size[0], scale * size[1]), (name, output.shape)
        print(f"{name}: {output.min().item():.2f} .. {output.max().item():.2f}", flush=True)
        cases[f"{name}/image"] = image.permute(0, 2, 3, 1).contiguous()
        cases[f"{name}/output"] = output.permute(0, 2, 3, 1).contiguous()


def with_joined_kernels(state):
    """SPAN's programs join three convolutions to the one they run with, which files carry; spandrel does so anew."""
    model = architecture("SPAN", "SPAN")(num_in_ch=3, num_out_ch=3, feature_channels=4, upscale=2, norm=False, bias=True)
    model.load_state_dict({name: value.float() for name, value in state.items()}, strict=False)
    model.eval()
    with torch.inference_mode():
        model(torch.zeros(1, 3, 8, 8))
    # What was joined stays in f32: spandrel runs it unrounded.
    halves = {name: value if "eval_conv" in name else value.half() for name, value in model.state_dict().items()}
    return halves | {"no_norm": torch.zeros(1)}
