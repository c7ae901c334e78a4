"""Placeholder until branch c1."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Service:
    slug: str
    group: str
    label: str
    meaning: str
    synonyms: tuple = ()
    source: str = ""
    modalities: tuple = ()


_s = """sbrt srs imrt palliative-radiotherapy chemotherapy adc targeted-therapy hormone-therapy immunotherapy car-t bispecific-t-cell-engagers bone-strengthening-medicine symptom-surgery imaging tumour-profiling genetic-counselling oligometastatic-programme brain-metastasis-programme multidisciplinary-care supportive-care pain-and-symptom-care palliative-care mental-health-care individual-counselling family-counselling stress-management nutrition acupuncture integrative-oncology financial-counselling social-work navigation rehabilitation second-opinion introductory-opinion clinical-trials trial-office""".split()
_g=dict(srs="radiation",sbrt="radiation",imrt="radiation"); _g.update({"car-t":"medicine","second-opinion":"opinions"})
SERVICES={s: Service(s,_g.get(s,"support"),s,s,modalities=("cell-therapy",) if s=="car-t" else ()) for s in _s}
GROUPS={g:g for g in "radiation medicine surgery tests programmes support opinions trials".split()}


def resolve(text):
    return (text,) if text in SERVICES else ()
